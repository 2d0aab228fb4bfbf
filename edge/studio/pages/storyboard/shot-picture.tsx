import type { ShotResource } from "../../../contract/projects/projects.ts";
import { type BoardView, isOpen } from "../../live/board.ts";
import { Progress } from "../../ui/feedback/progress.tsx";
import { Picture } from "../../ui/picture/picture.tsx";
import { thumbnailOf } from "../shot-picture.ts";
import { words } from "./words.ts";

interface Props {
	view: BoardView;
	shot: ShotResource;
	n: number;
	onEnlarge(): void;
}

/** The picture of a shot; while another one is made the old one stays, with how far that is below it. */
export function ShotPicture({ view, shot, n, onEnlarge }: Props) {
	const say = words.use();
	const src = thumbnailOf(shot, "768");
	const [width, height] = (view.project.aspect_ratio ?? "16:9").split(":").map(Number);
	const picture = (
		<Picture
			src={src}
			alt={shot.sentence}
			width={width ?? null}
			height={height ?? null}
			developing={isOpen(shot)}
			className="border border-line"
		/>
	);
	return (
		<div className="relative overflow-hidden rounded-lg">
			{src ? (
				<button
					type="button"
					onClick={onEnlarge}
					aria-label={say("enlarge", { n })}
					className="block w-full cursor-zoom-in rounded-lg -outline-offset-2"
				>
					{picture}
				</button>
			) : (
				picture
			)}
			{shot.status === "generating" && (
				<Progress
					label={say("shot", { n })}
					value={view.percents[shot.id] ?? null}
					className="absolute! inset-x-2 bottom-2"
				/>
			)}
		</div>
	);
}
