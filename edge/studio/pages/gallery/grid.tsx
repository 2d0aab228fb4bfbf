import { useMemo } from "react";
import type { Asset } from "../../../contract/assets/assets.ts";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { useLanguage } from "../../words/words.tsx";
import { byDay } from "./days.ts";
import type { Selection } from "./selection.ts";
import { IN_ROW, shapeOf, Tile } from "./tile.tsx";

const DAY_MS = 24 * 60 * 60_000;

interface Props {
	assets: readonly Asset[];
	selection: Selection;
	onPress(id: string, range: boolean): void;
}

/** Pictures under the days they were made on. What is far from the window is not laid out at all. */
export function Grid({ assets, selection, onPress }: Props) {
	const dayName = useDayName();
	const days = useMemo(() => byDay(assets), [assets]);
	return (
		<div className="space-y-8">
			{days.map(({ start, assets: those }) => (
				<section key={start.getTime()} aria-label={dayName(start)}>
					<h2 className="mb-3 font-semibold">{dayName(start)}</h2>
					<ul className="flex flex-wrap gap-2 sm:gap-3">
						{those.map((asset) => (
							<Tile
								key={asset.id}
								asset={asset}
								selected={selection.ids.has(asset.id)}
								selecting={selection.ids.size > 0}
								onPress={onPress}
							/>
						))}
						<li aria-hidden="true" className="h-0 grow-[999]" />
					</ul>
				</section>
			))}
		</div>
	);
}

/** Today and yesterday by name, other days by date, as the language says it. */
function useDayName(): (day: Date) => string {
	const { locale } = useLanguage();
	return useMemo(() => {
		const near = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
		const far = new Intl.DateTimeFormat(locale, { dateStyle: "full" });
		return (day) => {
			const today = new Date();
			today.setHours(0, 0, 0, 0);
			const ago = Math.round((today.getTime() - day.getTime()) / DAY_MS);
			const name = ago < 2 ? near.format(-ago, "day") : far.format(day);
			return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
		};
	}, [locale]);
}

const SHAPES = Object.entries({ a: 1, b: 0.75, c: 1.5, d: 1, e: 0.75, f: 1.25, g: 0.75, h: 1.5, i: 1, j: 1 });

/** As many pictures as fill a screen, while the first page is on its way. */
export function GridSkeleton() {
	return (
		<div className="flex flex-wrap gap-2 pt-9 sm:gap-3">
			{SHAPES.map(([name, ratio]) => (
				<div key={name} style={shapeOf(ratio)} className={IN_ROW}>
					<Skeleton className="size-full" />
				</div>
			))}
		</div>
	);
}
