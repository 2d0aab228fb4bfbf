import { useState } from "react";
import { MoreButton } from "../ui/button/more-button.tsx";
import { Tile } from "../ui/figures/tile.tsx";
import { SearchField } from "../ui/form/search-field.tsx";
import { QualityBadge, QualityMark } from "../ui/picture/quality-badge.tsx";
import { VerdictLine } from "../ui/picture/verdict-line.tsx";
import { LostPlot } from "../ui/plot/lost-plot.tsx";
import { Plot } from "../ui/plot/plot.tsx";
import type { PlotProps } from "../ui/plot/plot-props.ts";
import { Part } from "./part.tsx";

const DAY_MS = 24 * 60 * 60 * 1000;
const TIMES = [1, 2, 3, 4, 5].map((day) => Date.UTC(2026, 0, day));
const page = (more: Partial<{ hasNextPage: boolean; isFetchingNextPage: boolean }>) => ({
	...{ hasNextPage: true, isFetchingNextPage: false, fetchNextPage: async () => {} },
	...more,
});

/** What lists and figures are made of. */
export function ListParts() {
	const [sought, setSought] = useState("");
	const [second, setSecond] = useState(1);
	const plot = (look: PlotProps["look"]) => (
		<Plot
			label={`Plot of ${look}`}
			times={TIMES}
			series={[
				{
					...{ words: "Jobs", colour: "accent", values: [3, 1, 4, 1, 5] },
					...(look === "lines" ? { within: [[2, 4], [0, 3], null, [0, 3], [3, 6]] } : {}),
				},
			]}
			look={look}
			format={(value) => String(value)}
			formatTime={(ms) => String(Math.round((ms - (TIMES[0] ?? 0)) / DAY_MS) + 1)}
		/>
	);
	const black = {
		id: "image_blank",
		status: "fail",
		value: 0,
		limit: 2,
		where: null,
		reason: "the picture is black",
	} as const;
	return (
		<>
			<Part name="QualityBadge, QualityMark">
				{(["pass", "warn", "fail", "error", "skipped"] as const).map((status) => (
					<QualityBadge key={status} quality={{ status, checks: status === "fail" ? [black] : [] }} />
				))}
				<div className="relative h-16 rounded-lg bg-easel">
					<QualityMark quality={{ status: "fail", checks: [black] }} />
				</div>
			</Part>
			<Part name="VerdictLine">
				<VerdictLine
					label="Where in the film"
					place="Place in the film"
					duration={12}
					at={second}
					onSeek={setSecond}
					lanes={[
						{
							...{ key: "black", words: "Black pictures", colour: "bad" },
							spans: [
								{ from: 0, to: 1.5 },
								{ from: 6, to: 6.04 },
							],
						},
						{ key: "frozen", words: "Stands still", colour: "warn", spans: [{ from: 3, to: 9 }] },
						{ key: "silent", words: "Silence", colour: "muted", spans: [{ from: 11, to: 12 }] },
					]}
				/>
			</Part>
			<Part name="SearchField, Tile, Plot, LostPlot, MoreButton">
				<SearchField label="Search" value={sought} onChange={setSought} />
				<div className="grid gap-4 sm:grid-cols-2">
					<Tile name="Queue" figure="12" />
					<Tile name="Busy" figure="83 %" note="of 4 GPUs, in the last hour" />
				</div>
				{plot("bars")}
				{plot("lines")}
				<LostPlot label="Plot that could not be loaded" onRetry={() => {}} />
				<Plot
					label="Plot of numbers, with marks"
					note="What matters besides"
					axis="numbers"
					times={[1, 2, 3, 4, 5]}
					range={[0, 8]}
					marks={[2, 4]}
					series={[{ words: "Loss", colour: "muted", values: [5, 3, 4, 2, 2] }]}
					look="lines"
					format={String}
					formatTime={String}
				/>
				<MoreButton list={page({})} words="More" />
				<MoreButton list={page({ isFetchingNextPage: true })} words="Busy" />
			</Part>
		</>
	);
}
