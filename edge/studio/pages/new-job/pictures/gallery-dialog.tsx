import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../ui/button/button.tsx";
import { MoreButton } from "../../../ui/button/more-button.tsx";
import { classes } from "../../../ui/class-names.ts";
import { Dialog } from "../../../ui/dialog/dialog.tsx";
import { Skeleton } from "../../../ui/feedback/skeleton.tsx";
import { Picture } from "../../../ui/picture/picture.tsx";
import { listPictures } from "../data/calls.ts";
import { words } from "../words.ts";

interface Props {
	kind: string;
	most: number;
	onClose(): void;
	onChoose(ids: readonly string[]): void;
}

/** What the account has, to choose from; the newest first. */
export function GalleryDialog({ kind, most, onClose, onChoose }: Props) {
	const say = words.use();
	const [chosen, setChosen] = useState<readonly string[]>([]);
	const pages = useInfiniteQuery({
		queryKey: ["assets", kind],
		queryFn: ({ pageParam, signal }) => listPictures(kind, pageParam, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (last) => last.next_cursor ?? undefined,
	});
	const found = pages.data?.pages.flatMap(({ data }) => data) ?? [];
	const press = (id: string) =>
		setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id].slice(-most));
	return (
		<Dialog
			open
			onClose={onClose}
			title={say("from_gallery")}
			actions={
				<Button
					look="primary"
					disabled={chosen.length === 0}
					onClick={() => {
						onChoose(chosen);
						onClose();
					}}
				>
					{say("take_chosen", { n: chosen.length })}
				</Button>
			}
		>
			{pages.isPending && <Skeleton className="h-56 w-full" />}
			{pages.isError && <p className="text-bad">{pages.error.message}</p>}
			{pages.isSuccess && found.length === 0 && <p className="text-muted">{say("gallery_empty")}</p>}
			<ul className="grid grid-cols-3 gap-3">
				{found.map((asset) => (
					<li key={asset.id}>
						<button
							type="button"
							aria-pressed={chosen.includes(asset.id)}
							aria-label={asset.filename}
							data-asset={asset.id}
							onClick={() => press(asset.id)}
							className={classes(
								"block w-full overflow-hidden rounded-lg",
								chosen.includes(asset.id) && "ring-3 ring-accent ring-offset-2 ring-offset-sheet",
							)}
						>
							{asset.kind === "image" ? (
								<Picture src={asset.url} alt="" width={1} height={1} />
							) : (
								<span className="grid aspect-square place-items-center bg-raised p-2 text-xs [overflow-wrap:anywhere]">
									{asset.filename}
								</span>
							)}
						</button>
					</li>
				))}
			</ul>
			<MoreButton list={pages} words={say("more_pictures")} />
		</Dialog>
	);
}
