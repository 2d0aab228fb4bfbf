import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { Asset } from "../../../contract/assets/assets.ts";
import type { AssetChecks } from "../../../contract/assets/quality.ts";
import { readChecks } from "../../api/reviews.ts";
import { type Lane, VerdictLine } from "../../ui/picture/verdict-line.tsx";
import { qualityWords } from "../../words/quality.ts";
import { ContactStrip } from "./contact-strip.tsx";
import { words } from "./words.ts";

/** A film: its player, what was found of it second by second, and pictures of it in a row, which lead there. */
export function FilmView({ asset, alt }: { asset: Asset; alt: string }) {
	const say = words.use();
	const check = qualityWords.use();
	const player = useRef<HTMLVideoElement>(null);
	const [at, setAt] = useState(0);
	/** As the player found it; a file may not say it. */
	const [length, setLength] = useState<number | null>(null);
	const { data } = useQuery({
		queryKey: ["asset-checks", asset.id],
		queryFn: ({ signal }) => readChecks(asset.id, signal),
	});
	const duration = asset.duration_ms === null ? length : asset.duration_ms / 1000;
	const seek = (seconds: number) => {
		setAt(seconds);
		if (player.current) player.current.currentTime = seconds;
	};
	const lanes = (data?.checks ?? []).flatMap((found) => laneOf(found, check(found.id)));
	const skipped = data?.checks.find(({ id, status }) => id === "video_black" && status === "skipped");
	return (
		<div className="space-y-4">
			<video
				ref={player}
				src={asset.url}
				controls
				loop
				playsInline
				poster={asset.thumbnails?.large}
				aria-label={alt}
				onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
				className="max-h-[80dvh] w-full rounded-xl bg-easel"
			>
				<track kind="captions" />
			</video>
			<ContactStrip url={asset.url} onSeek={seek} onLength={setLength} />
			{lanes.length > 0 && duration !== null && duration > 0 && (
				<VerdictLine
					label={say("found_where")}
					place={say("place_in_film")}
					{...{ duration, at, lanes }}
					onSeek={seek}
				/>
			)}
			{skipped && <p className="text-sm text-muted">{say("film_unseen", { why: skipped.reason })}</p>}
		</div>
	);
}

type Check = AssetChecks["checks"][number];

const LANES = ["video_black", "video_frozen", "video_flicker", "audio_silent"] as const;
const COLOURS: Partial<Record<Check["status"], Lane["colour"]>> = { fail: "bad", warn: "warn" };

/** A line of what a check found somewhere in a film; what passed all the same is grey. Pure. */
function laneOf({ id, status, spans }: Check, words: string): Lane[] {
	if (spans === undefined || spans.length === 0 || !LANES.some((lane) => lane === id)) return [];
	return [{ key: id, words, colour: COLOURS[status] ?? "muted", spans }];
}
