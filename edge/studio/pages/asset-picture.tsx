import { useState } from "react";
import type { Asset } from "../../contract/assets/assets.ts";
import { Icon, type IconName } from "../ui/icon.tsx";

const ICONS: Partial<Record<Asset["kind"], IconName>> = { video: "play", audio: "sound" };

interface Props {
	asset: Asset;
	alt: string;
	/** How wide it is shown, as `sizes` of an image says it: it decides which thumbnail is fetched. */
	sizes: string;
	className?: string;
}

/** A file as a small picture: its thumbnail, a film's first frame, or what kind of file it is. */
export function AssetPicture({ asset, alt, sizes, className = "" }: Props) {
	const [broken, setBroken] = useState(false);
	const { thumbnails, kind } = asset;
	const icon = ICONS[kind];
	return (
		<span className={`relative block size-full ${className}`}>
			{thumbnails && !broken && (
				<img
					src={thumbnails.small}
					srcSet={`${thumbnails.small} 256w, ${thumbnails.large} 768w`}
					sizes={sizes}
					alt={alt}
					loading="lazy"
					decoding="async"
					draggable={false}
					onError={() => setBroken(true)}
					className="size-full object-cover"
				/>
			)}
			{!thumbnails && kind === "video" && (
				<video src={asset.url} preload="metadata" muted aria-label={alt} className="size-full object-cover" />
			)}
			{(broken || (!thumbnails && kind !== "video")) && (
				<span role="img" aria-label={alt} className="grid size-full place-items-center text-muted">
					<Icon name={icon ?? "file"} className="size-8 opacity-70" />
				</span>
			)}
			{kind === "video" && (
				<span className="absolute start-2 bottom-2 rounded-full bg-black/60 p-1 text-white">
					<Icon name="play" className="size-3.5" />
				</span>
			)}
		</span>
	);
}
