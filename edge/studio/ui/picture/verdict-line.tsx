import { useFormat } from "../../words/format.ts";

/** Something that was found in parts of a film. */
export interface Lane {
	key: string;
	words: string;
	colour: "warn" | "bad" | "muted";
	/** From when until when, in seconds. */
	spans: readonly { from: number; to: number }[];
}

interface Props {
	/** What it shows, for screen readers. */
	label: string;
	/** What the slider that moves through the film is called. */
	place: string;
	/** Seconds that the film lasts. */
	duration: number;
	/** Where the film is, in seconds. */
	at: number;
	lanes: readonly Lane[];
	onSeek(seconds: number): void;
}

const COLOURS: Record<Lane["colour"], string> = { warn: "bg-warn", bad: "bg-bad", muted: "bg-muted" };
/** A part that is shorter is drawn so wide that it can be pressed, as a share of the line. */
const LEAST = 0.012;

/** What was found of a film, second by second: a line for each, whose parts lead to where they are in the film. */
export function VerdictLine({ label, place, duration, at, lanes, onSeek }: Props) {
	const format = useFormat();
	const percent = (seconds: number) => `${Math.min(100, (100 * seconds) / duration)}%`;
	const clock = (seconds: number) => `${format.number(Math.round(seconds * 10) / 10)} s`;
	return (
		<section aria-label={label} className="rounded-xl border border-line bg-sheet p-4">
			<input
				type="range"
				dir="ltr"
				aria-label={place}
				aria-valuetext={clock(at)}
				min={0}
				max={duration}
				step={0.1}
				value={Math.min(at, duration)}
				onChange={(event) => onSeek(Number(event.target.value))}
				className="h-6 w-full accent-accent"
			/>
			<ul className="mt-2 space-y-3">
				{lanes.map(({ key, words, colour, spans }) => (
					<li key={key} data-lane={key}>
						<p className="mb-1 flex justify-between gap-4 text-sm">
							<span>{words}</span>
							<span className="figures text-muted">
								{clock(spans.reduce((all, { from, to }) => all + to - from, 0))}
							</span>
						</p>
						<div dir="ltr" className="relative h-6 overflow-hidden rounded bg-raised">
							{spans.map(({ from, to }) => (
								<button
									key={from}
									type="button"
									aria-label={`${words}: ${clock(from)} – ${clock(to)}`}
									title={`${clock(from)} – ${clock(to)}`}
									onClick={() => onSeek(from)}
									style={{
										left: percent(Math.min(from, duration * (1 - LEAST))),
										width: percent(Math.max(to - from, duration * LEAST)),
									}}
									className={`absolute inset-y-0 -outline-offset-2 ${COLOURS[colour]}`}
								/>
							))}
						</div>
					</li>
				))}
			</ul>
		</section>
	);
}
