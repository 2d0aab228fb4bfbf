import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { WorkflowGraph } from "../../../contract/workflows/workflows.ts";
import { Button, IconButton } from "../../ui/button/button.tsx";
import { drawingOf, SIZES } from "./graph-layout.ts";
import { GraphNode } from "./graph-node.tsx";
import { GraphWire } from "./graph-wire.tsx";
import { NodeDetails } from "./node-details.tsx";
import { words } from "./words.ts";

const STEP = 1.25;
const SMALLEST = 0.15;
const LARGEST = 2;
/** Smaller than that nothing can be read: then the picture scrolls at first, in place of being seen whole. */
const READABLE = 0.75;

/** Nodes, their slots and the wires between them; larger ones scroll. A node that is pressed tells all of its values. */
export function GraphPicture({ graph, actions }: { graph: WorkflowGraph["graph"]; actions?: ReactNode }) {
	const say = words.use();
	const drawing = useMemo(() => drawingOf(graph), [graph]);
	const frame = useRef<HTMLElement>(null);
	const [scale, setScale] = useState(1);
	const [pointed, setPointed] = useState<string | null>(null);
	const [chosen, setChosen] = useState<string | null>(null);
	const bounded = (next: number, least = SMALLEST) => Math.min(LARGEST, Math.max(least, next));
	const fitting = () => Math.min(1, (frame.current?.clientWidth ?? drawing.width) / drawing.width);
	useLayoutEffect(() => {
		const width = frame.current?.clientWidth ?? drawing.width;
		setScale(Math.max(READABLE, Math.min(1, width / drawing.width)));
	}, [drawing]);
	return (
		<div>
			<div className="mb-2 flex flex-wrap items-center justify-between gap-2">
				<p className="text-sm text-muted">{say("graph_hint")}</p>
				<div className="flex flex-wrap items-center">
					<IconButton
						label={say("smaller")}
						icon="minus"
						onClick={() => setScale((now) => bounded(now / STEP))}
					/>
					<IconButton
						label={say("larger")}
						icon="plus"
						onClick={() => setScale((now) => bounded(now * STEP))}
					/>
					<Button look="quiet" onClick={() => setScale(bounded(fitting()))}>
						{say("fit")}
					</Button>
					{actions}
				</div>
			</div>
			<section
				ref={frame}
				aria-label={say("graph_label", { n: drawing.boxes.length })}
				dir="ltr"
				className="max-h-[75vh] overflow-auto rounded-xl border border-line bg-easel"
			>
				<div
					className="relative mx-auto"
					style={{ width: drawing.width * scale, height: drawing.height * scale }}
				>
					<svg
						aria-hidden="true"
						viewBox={`0 0 ${drawing.width} ${drawing.height}`}
						className="absolute inset-0 size-full"
					>
						{drawing.wires.map((wire) => (
							<GraphWire key={wire.key} wire={wire} strong={[wire.from, wire.to].includes(pointed ?? "")} />
						))}
						{drawing.boxes.map((box) => (
							<GraphNode key={box.id} box={box} chosen={box.id === chosen} />
						))}
					</svg>
					{drawing.boxes.map((box) => (
						<button
							key={box.id}
							type="button"
							data-node={box.id}
							aria-label={`${box.title} #${box.id}`}
							aria-pressed={box.id === chosen}
							onClick={() => setChosen((now) => (now === box.id ? null : box.id))}
							onFocus={() => setPointed(box.id)}
							onBlur={() => setPointed(null)}
							onPointerEnter={() => setPointed(box.id)}
							onPointerLeave={() => setPointed(null)}
							className="absolute rounded-lg"
							style={{
								left: box.x * scale,
								top: box.y * scale,
								width: SIZES.width * scale,
								height: box.height * scale,
							}}
						/>
					))}
				</div>
			</section>
			{chosen !== null && graph[chosen] && <NodeDetails id={chosen} graph={graph} />}
		</div>
	);
}
