import { useEffect, useState } from "react";
import { useFormat } from "../../words/format.ts";
import { type Frame, framesOf } from "./frames.ts";
import { words } from "./words.ts";

interface Props {
	/** Of the film. */
	url: string;
	onSeek(seconds: number): void;
	/** Told once the whole film was gone through: how long it is, in seconds. Keeps its identity. */
	onLength(seconds: number): void;
}

/** Pictures of a film in a row, taken by the browser's own player; each leads to its place. */
export function ContactStrip({ url, onSeek, onLength }: Props) {
	const say = words.use();
	const format = useFormat();
	const [frames, setFrames] = useState<readonly Frame[]>([]);
	const [unplayable, setUnplayable] = useState(false);
	useEffect(() => {
		const stop = new AbortController();
		setFrames([]);
		setUnplayable(false);
		framesOf(url, stop.signal, (frame) => setFrames((now) => [...now, frame])).then(onLength, () => {
			if (!stop.signal.aborted) setUnplayable(true);
		});
		return () => stop.abort();
	}, [url, onLength]);
	if (unplayable && frames.length === 0)
		return <p className="text-sm text-muted">{say("strip_unplayable")}</p>;
	const clock = (seconds: number) => `${format.number(Math.round(seconds * 10) / 10)} s`;
	return (
		<ul aria-label={say("strip")} className="-m-1 flex gap-1 overflow-x-auto p-1 empty:hidden" dir="ltr">
			{frames.map(({ at, picture }) => (
				<li key={at} data-frame={at} className="shrink-0">
					<button
						type="button"
						aria-label={say("frame_at", { when: clock(at) })}
						title={clock(at)}
						onClick={() => onSeek(at)}
						className="block rounded bg-easel transition hover:brightness-110"
					>
						<img src={picture} alt="" className="h-16 w-auto rounded" />
					</button>
				</li>
			))}
		</ul>
	);
}
