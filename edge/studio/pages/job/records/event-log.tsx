import { useEffect, useState } from "react";
import type { DurableEvent } from "../../../../contract/jobs/events.ts";
import { isTerminal } from "../../../../contract/status.ts";
import { CopyButton } from "../../../ui/button/copy-button.tsx";
import { Skeleton } from "../../../ui/feedback/skeleton.tsx";
import { useFormat } from "../../../words/format.ts";
import { words } from "../words.ts";
import { lineOf, logText } from "./event-lines.ts";

const TYPES = ["job", "stage", "task", "output", "checkpoint", "verdict", "decision"] as const;

/** Every durable event of a job so far and from now on, in its order. The browser comes back by itself for what follows. */
function useEvents(id: string): readonly DurableEvent[] {
	const [events, setEvents] = useState<readonly DurableEvent[]>([]);
	useEffect(() => {
		setEvents([]);
		const source = new EventSource(`/v1/jobs/${encodeURIComponent(id)}/events`);
		const hear = ({ data }: MessageEvent<string>) => {
			const event = JSON.parse(data) as DurableEvent;
			setEvents((known) => ((known.at(-1)?.seq ?? 0) >= event.seq ? known : [...known, event]));
			if (event.type === "job" && isTerminal(event.status)) source.close();
		};
		for (const type of TYPES) source.addEventListener(type, hear);
		return () => source.close();
	}, [id]);
	return events;
}

/** What happened, line by line: for whoever has to find out why, and to send on. */
export function EventLog({ id }: { id: string }) {
	const say = words.use();
	const format = useFormat();
	const events = useEvents(id);
	if (events.length === 0) return <Skeleton className="h-40 w-full" />;
	return (
		<div>
			<div className="mb-3 flex justify-end">
				<CopyButton text={logText(events)} words={say("copy_log")} />
			</div>
			<ol
				aria-label={say("events")}
				dir="ltr"
				data-log
				className="figures rounded-lg bg-raised p-3 font-mono text-xs leading-relaxed"
			>
				{events.map((event) => (
					<li key={event.seq} className="flex gap-3">
						<time dateTime={event.at} className="shrink-0 text-muted">
							{format.clock(event.at)}
						</time>
						<span className="min-w-0 [overflow-wrap:anywhere]">{lineOf(event)}</span>
					</li>
				))}
			</ol>
		</div>
	);
}
