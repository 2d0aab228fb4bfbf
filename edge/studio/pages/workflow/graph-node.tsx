import { type Box, rowY, SIZES, shortened } from "./graph-layout.ts";

/** Characters of the head, and of a row. */
const HEAD_CHARACTERS = 29;
const ROW_CHARACTERS = 33;
const NAME_CHARACTERS = 18;

/** A node: its name and class, its slots with a dot each, and the values that stand in the graph. */
export function GraphNode({ box, chosen }: { box: Box; chosen: boolean }) {
	return (
		<g>
			<rect
				x={box.x}
				y={box.y}
				width={SIZES.width}
				height={box.height}
				rx={10}
				strokeWidth={chosen ? 2 : 1}
				className={`fill-sheet ${chosen ? "stroke-accent" : "stroke-line"}`}
			/>
			<text x={box.x + 14} y={box.y + 20} className="fill-ink text-[13px] font-semibold">
				{shortened(box.title, HEAD_CHARACTERS)}
			</text>
			<text x={box.x + 14} y={box.y + 35} className="fill-muted text-[11px]">
				{shortened(`#${box.id} ${box.class_type}`, ROW_CHARACTERS + 3)}
			</text>
			{box.slots.map((name, row) => (
				<g key={name}>
					<circle cx={box.x} cy={rowY(box, row)} r={4} className="fill-accent" />
					<text x={box.x + 14} y={rowY(box, row) + 4} className="fill-ink text-[12px]">
						{shortened(name, ROW_CHARACTERS)}
					</text>
				</g>
			))}
			{Array.from({ length: box.outputs }, (_, row) => rowY(box, row)).map((y) => (
				<circle key={y} cx={box.x + SIZES.width} cy={y} r={4} className="fill-accent" />
			))}
			{box.values.map(({ name, text }, row) => (
				<text
					key={name}
					x={box.x + 14}
					y={rowY(box, box.slots.length + row) + 4}
					className="fill-muted text-[12px]"
				>
					{shortened(name, NAME_CHARACTERS)}
					<tspan className="fill-ink" dx={6}>
						{shortened(text, ROW_CHARACTERS - 2 - Math.min(NAME_CHARACTERS, [...name].length))}
					</tspan>
				</text>
			))}
		</g>
	);
}
