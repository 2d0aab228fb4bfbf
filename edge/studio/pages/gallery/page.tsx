import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useShortcuts } from "../../app/frame/shortcuts.ts";
import type { PageProps } from "../../app/routing/route.ts";
import { useRouter } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { MoreButton } from "../../ui/button/more-button.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { useDroppedPicture } from "./drop-picture.tsx";
import { NoneFits, NoPictures } from "./empty.tsx";
import { addressOf, EVERYTHING, filterOf, filtersOn } from "./filter.ts";
import { FilterBar } from "./filter-bar.tsx";
import { Grid, GridSkeleton } from "./grid.tsx";
import { NOTHING, pressed, type Selection } from "./selection.ts";
import { SelectionBar } from "./selection-bar.tsx";
import { useGallery } from "./use-gallery.ts";
import { words } from "./words.ts";

/** So far below the window the next pictures are fetched already. */
const AHEAD = "1200px";

export default function GalleryPage({ title }: PageProps) {
	const say = words.use();
	const { query, go } = useRouter();
	const text = query.toString();
	const filter = useMemo(() => filterOf(new URLSearchParams(text)), [text]);
	const gallery = useGallery(filter);
	const { hasNextPage, isFetchingNextPage, fetchNextPage } = gallery;
	const assets = useMemo(() => gallery.data?.pages.flatMap(({ data }) => data) ?? [], [gallery.data]);
	const [selection, setSelection] = useState<Selection>(NOTHING);
	const clear = useCallback(() => setSelection(NOTHING), []);
	const order = useRef<string[]>([]);
	order.current = assets.map(({ id }) => id);
	const press = useCallback(
		(id: string, range: boolean) => setSelection((now) => pressed(now, id, order.current, range)),
		[],
	);
	const selected = assets.filter(({ id }) => selection.ids.has(id));
	const { button, overlay } = useDroppedPicture();
	const [first, second] = selected;
	useShortcuts(
		useMemo(
			() => ({
				Escape: clear,
				x: () => {
					const here = document.activeElement?.closest<HTMLElement>("[data-asset]")?.dataset.asset;
					if (here !== undefined) press(here, false);
				},
				c: () => {
					if (first && second) go(`/compare/${first.id}/${second.id}`);
				},
			}),
			[clear, press, first, second, go],
		),
	);
	const end = useRef<HTMLDivElement>(null);
	useEffect(() => {
		const mark = end.current;
		if (!mark || !hasNextPage || isFetchingNextPage) return;
		const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && void fetchNextPage(), {
			rootMargin: AHEAD,
		});
		watch.observe(mark);
		return () => watch.disconnect();
	}, [hasNextPage, isFetchingNextPage, fetchNextPage]);
	const narrowed = filter.kind !== null || filtersOn(filter) > 0;
	return (
		<>
			<PageHead title={title} lead={say("lead")} actions={button} />
			<FilterBar
				filter={filter}
				onChange={(next) => {
					clear();
					go(addressOf(next), { replace: true });
				}}
			/>
			<div className="mt-6">
				{gallery.isPending && <GridSkeleton />}
				{gallery.isError && assets.length === 0 && (
					<LoadFailed error={gallery.error} onRetry={() => void gallery.refetch()} />
				)}
				{gallery.isSuccess &&
					assets.length === 0 &&
					!hasNextPage &&
					(narrowed ? (
						<NoneFits onAll={() => go(addressOf(EVERYTHING), { replace: true })} />
					) : (
						<NoPictures />
					))}
				<Grid assets={assets} selection={selection} onPress={press} />
				<div ref={end} />
				<MoreButton list={gallery} words={say("more")} />
			</div>
			{selected.length > 0 && <SelectionBar assets={selected} onClear={clear} />}
			{overlay}
		</>
	);
}
