import { Fragment, useLayoutEffect, useRef } from "react";
import type { ComparisonResource } from "../../../contract/training/comparisons.ts";
import { Link } from "../../app/routing/router.tsx";
import { classes } from "../../ui/class-names.ts";
import { Icon } from "../../ui/icon.tsx";
import { useFormat } from "../../words/format.ts";
import { words } from "./words.ts";

type Column = ComparisonResource["columns"][number];
type Cell = ComparisonResource["cells"][number];

/** A row for each prompt and seed, a column without the LoRA and one for each checkpoint. */
export function ComparisonGrid({ comparison }: { comparison: ComparisonResource }) {
	const frame = useRef<HTMLDivElement>(null);
	const { prompts, seeds, columns, cells, recommended } = comparison;
	useLayoutEffect(() => {
		const element = frame.current;
		if (!element) return;
		// What scrolls has to be within reach of the keyboard.
		if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
		else element.removeAttribute("tabindex");
	});
	return (
		<div ref={frame} className="overflow-x-auto rounded-xl border border-line bg-sheet">
			<table className="border-separate border-spacing-2 text-start">
				<thead>
					<tr>
						{columns.map((column) => (
							<ColumnHead
								key={column.step ?? "without"}
								column={column}
								chosen={column.step !== null && column.step === recommended}
							/>
						))}
					</tr>
				</thead>
				<tbody>
					{prompts.map((words_of_it, prompt) => (
						<Fragment key={words_of_it}>
							<tr>
								<th scope="rowgroup" colSpan={columns.length} className="pt-2 text-start text-sm font-normal">
									<span className="sticky start-2 inline-block max-w-80 text-muted" dir="auto">
										{words_of_it}
									</span>
								</th>
							</tr>
							{seeds.map((seed) => (
								<tr key={seed}>
									{cells
										.filter((cell) => cell.prompt === prompt && cell.seed === seed)
										.map((cell) => (
											<td key={cell.step ?? "without"} className="p-0">
												<Compared cell={cell} without={withoutOf(cells, cell)} />
											</td>
										))}
								</tr>
							))}
						</Fragment>
					))}
				</tbody>
			</table>
		</div>
	);
}

/** The picture of the same prompt and seed without the LoRA. */
const withoutOf = (cells: readonly Cell[], { prompt, seed }: Cell): string | null =>
	cells.find((cell) => cell.prompt === prompt && cell.seed === seed && cell.step === null)?.asset ?? null;

function ColumnHead({ column, chosen }: { column: Column; chosen: boolean }) {
	const say = words.use();
	const format = useFormat();
	const { step, failed, sharpness_ratio: sharp, likeness } = column;
	return (
		<th scope="col" className="w-36 min-w-36 align-top text-start font-normal">
			<span className="figures block font-medium">
				{step === null ? say("without") : say("after", { n: step })}
			</span>
			<span className="figures block text-xs text-muted">
				{sharp !== null && (
					<span className="block">{say("sharpness", { share: format.percent(100 * sharp) })}</span>
				)}
				{likeness !== null && (
					<span className="block">{say("likeness", { share: format.percent(100 * likeness.mean) })}</span>
				)}
				{failed > 0 && <span className="block text-bad">{say("failed_checks", { n: failed })}</span>}
			</span>
			{chosen && (
				<span className="mt-1 inline-flex items-center gap-1 text-xs font-medium text-good">
					<Icon name="check" className="size-3.5" />
					{say("recommended")}
				</span>
			)}
		</th>
	);
}

function Compared({ cell, without }: { cell: Cell; without: string | null }) {
	const say = words.use();
	const { asset, step, seed, failed } = cell;
	const name = `${step === null ? say("without") : say("after", { n: step })}, ${say("seed_is", { n: seed })}`;
	if (asset === null)
		return <span role="img" aria-label={name} className="block size-36 animate-pulse rounded-lg bg-raised" />;
	// With the LoRA it is seen beside the one without.
	const to = step !== null && without !== null ? `/compare/${without}/${asset}` : `/gallery/${asset}`;
	return (
		<Link
			to={to}
			data-cell={step ?? "without"}
			className="relative block size-36 overflow-hidden rounded-lg bg-easel"
		>
			<img
				src={`/v1/assets/${asset}/content?size=256`}
				alt={name}
				loading="lazy"
				decoding="async"
				className={classes("size-full object-cover", failed.length > 0 && "opacity-70")}
			/>
			{failed.length > 0 && (
				<span title={failed.join(", ")} className="absolute end-1 top-1 rounded-full bg-sheet p-1 text-bad">
					<Icon name="warning" className="size-4" />
				</span>
			)}
		</Link>
	);
}
