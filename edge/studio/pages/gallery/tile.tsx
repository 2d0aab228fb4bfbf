import { type CSSProperties, memo } from "react";
import type { Asset } from "../../../contract/assets/assets.ts";
import { Link } from "../../app/routing/router.tsx";
import { QualityMark } from "../../ui/picture/quality-badge.tsx";
import { useFormat } from "../../words/format.ts";
import { AssetPicture } from "../asset-picture.tsx";
import { words } from "./words.ts";

/** A picture that is much wider or taller than others does not take a row for itself. */
const MOST_WIDE = 2.4;
const MOST_TALL = 0.6;
/** Height of a row before it is stretched to its width, in rem; on a phone two pictures stand side by side. */
const ROW_REM = 13;
/** How far a row is stretched at most, but for a few: with more, a square would be fetched and decoded at three times its width. */
const STRETCH = 1.2;

/** Width by height, as it is shown. Pure. */
function ratioOf({ width, height }: Pick<Asset, "width" | "height">): number {
	return width && height ? Math.min(MOST_WIDE, Math.max(MOST_TALL, width / height)) : 1;
}

/** What a place in a row is like, with {@link shapeOf}. */
export const IN_ROW =
	"max-w-full min-w-0 grow-(--ratio) basis-[calc(var(--ratio)*9.5rem)] aspect-(--ratio) sm:basis-[calc(var(--ratio)*13rem)]";
export const shapeOf = (ratio: number) => ({ "--ratio": ratio }) as CSSProperties;

interface Props {
	asset: Asset;
	selected: boolean;
	/** Some are selected: a press selects this one too, instead of opening it. */
	selecting: boolean;
	onPress(id: string, range: boolean): void;
}

/** One picture of the gallery. Rows fill themselves: each tile grows as its picture is wide. */
export const Tile = memo(function Tile({ asset, selected, selecting, onPress }: Props) {
	const say = words.use();
	const format = useFormat();
	const ratio = ratioOf(asset);
	const name = say(asset.kind === "video" ? "film_of" : asset.kind === "audio" ? "sound_of" : "picture_of", {
		when: format.moment(asset.created_at),
	});
	return (
		<li
			data-asset={asset.id}
			style={shapeOf(ratio)}
			className={`group relative [content-visibility:auto] ${IN_ROW}`}
		>
			<Link
				to={`/gallery/${asset.id}`}
				aria-label={name}
				onClick={(event) => {
					if (!selecting && !event.shiftKey) return;
					event.preventDefault();
					onPress(asset.id, event.shiftKey);
				}}
				className={`block size-full overflow-hidden rounded-lg bg-easel transition -outline-offset-2 ${selected ? "ring-3 ring-accent ring-inset [&_img]:scale-95 [&_img]:rounded-md" : ""}`}
			>
				<AssetPicture asset={asset} alt="" sizes={`${Math.round(ratio * ROW_REM * STRETCH)}rem`} />
			</Link>
			<input
				type="checkbox"
				checked={selected}
				aria-label={say("select", { name })}
				onClick={(event) => onPress(asset.id, event.shiftKey)}
				onChange={() => {}}
				className={`absolute start-2 top-2 size-6 accent-accent transition-opacity focus-visible:opacity-100 [@media(hover:none)]:opacity-100 ${selecting ? "opacity-100" : "opacity-0 group-hover:opacity-100"}`}
			/>
			<QualityMark quality={asset.quality} />
			{asset.hidden && (
				<span className="pointer-events-none absolute end-2 bottom-2 rounded-full bg-black/65 px-2 py-0.5 text-xs font-medium text-white">
					{say("reference")}
				</span>
			)}
		</li>
	);
});
