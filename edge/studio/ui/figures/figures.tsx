import { useEffect, useState } from "react";
import { useFormat } from "../../words/format.ts";

const SECOND_MS = 1000;

/** The time now, in milliseconds, every `everyMs` while `running`. */
export function useNow(running: boolean, everyMs = SECOND_MS): number {
	const [now, setNow] = useState(() => Date.now());
	useEffect(() => {
		if (!running) return;
		setNow(Date.now());
		const timer = setInterval(() => setNow(Date.now()), everyMs);
		return () => clearInterval(timer);
	}, [running, everyMs]);
	return now;
}

/** An amount in millionths of a US dollar; null is told as a dash. */
export function Money({ microUsd }: { microUsd: number | null }) {
	const format = useFormat();
	return <span className="figures">{microUsd === null ? "–" : format.money(microUsd)}</span>;
}

/** How long something took, or has taken so far where it has no end yet. Times in RFC 3339. */
export function Duration({ from, to }: { from: string | null; to: string | null }) {
	const format = useFormat();
	const now = useNow(from !== null && to === null);
	if (from === null) return <span className="figures">–</span>;
	const end = to === null ? now : Date.parse(to);
	return <span className="figures">{format.duration(end - Date.parse(from))}</span>;
}

/** How long ago it was; the exact time when it is pointed at. */
export function Ago({ time }: { time: string }) {
	const format = useFormat();
	const now = useNow(true, 30 * SECOND_MS);
	return (
		<time dateTime={time} title={format.moment(time)} className="figures">
			{format.ago(time, now)}
		</time>
	);
}
