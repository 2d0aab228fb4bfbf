import type { Asset } from "../../../contract/assets/assets.ts";
import { Icon } from "../../ui/icon.tsx";
import { Picture } from "../../ui/picture/picture.tsx";
import { FilmView } from "./film-view.tsx";
import { words } from "./words.ts";

/** The file itself, as large as the window lets it be. */
export function Show({ asset, alt }: { asset: Asset; alt: string }) {
	const say = words.use();
	const { kind, url, width, height, thumbnails } = asset;
	const ratio = width && height ? width / height : 1;
	if (kind === "video") return <FilmView key={asset.id} asset={asset} alt={alt} />;
	if (kind === "audio")
		return (
			<div className="grid place-items-center gap-6 rounded-xl bg-easel px-6 py-16">
				<Icon name="sound" className="size-12 text-muted" />
				<audio src={url} controls aria-label={alt} className="w-full max-w-md">
					<track kind="captions" />
				</audio>
			</div>
		);
	if (kind !== "image")
		return (
			<div className="grid place-items-center gap-3 rounded-xl bg-easel px-6 py-20 text-muted">
				<Icon name="file" className="size-12" />
				<p>{say("no_view")}</p>
			</div>
		);
	return (
		<a
			href={url}
			target="_blank"
			rel="noreferrer"
			title={say("full_size")}
			className="block rounded-xl"
			style={{ maxWidth: `calc(80dvh * ${ratio})` }}
		>
			<Picture key={asset.id} src={url} preview={thumbnails?.large} alt={alt} width={width} height={height} />
		</a>
	);
}
