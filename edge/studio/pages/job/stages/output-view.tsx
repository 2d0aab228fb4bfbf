import type { Asset } from "../../../../contract/assets/assets.ts";
import { Icon } from "../../../ui/icon.tsx";
import { Picture } from "../../../ui/picture/picture.tsx";

interface Props {
	output: Asset;
	alt: string;
	/** What was seen of it while it was made. */
	preview?: string | undefined;
	/** The shape of its place, where that is the same for all. */
	shape?: { width: number; height: number } | undefined;
}

/** What a job made: a picture, a film or a sound to play, or a file to fetch. */
export function OutputView({ output, alt, preview, shape }: Props) {
	const { width, height } = shape ?? output;
	if (output.kind === "video") {
		return (
			<video
				controls
				preload="metadata"
				src={output.url}
				aria-label={alt}
				className="w-full rounded-lg bg-easel"
				style={{ aspectRatio: width && height ? `${width} / ${height}` : "16 / 9" }}
			>
				<track kind="captions" />
			</video>
		);
	}
	if (output.kind === "audio") {
		return (
			<audio controls preload="metadata" src={output.url} aria-label={alt} className="w-full">
				<track kind="captions" />
			</audio>
		);
	}
	if (output.kind !== "image") {
		return (
			<a
				href={output.url}
				download={output.filename}
				className="flex items-center gap-3 rounded-lg border border-line bg-sheet p-3 hover:bg-raised"
			>
				<Icon name="download" className="size-5 text-muted" />
				<span className="min-w-0 [overflow-wrap:anywhere]">{output.filename}</span>
			</a>
		);
	}
	return (
		<a href={output.url} target="_blank" rel="noreferrer" className="block rounded-lg" aria-label={alt}>
			<Picture src={output.url} preview={preview} alt={alt} width={width} height={height} />
		</a>
	);
}
