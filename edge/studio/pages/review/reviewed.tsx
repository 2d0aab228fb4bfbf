import { useMemo, useState } from "react";
import { usePageShortcut, useShortcuts } from "../../app/frame/shortcuts.ts";
import { Link } from "../../app/routing/router.tsx";
import { Button } from "../../ui/button/button.tsx";
import { TextArea } from "../../ui/form/text-area.tsx";
import { QualityBadge } from "../../ui/picture/quality-badge.tsx";
import { useFormat } from "../../words/format.ts";
import { Show } from "../picture/show.tsx";
import { Checklist } from "./checklist.tsx";
import { Measured } from "./measured.tsx";
import { type Answers, answered, keyOf, POINTS, turned } from "./points.ts";
import type { Said, Waiting } from "./use-queue.ts";
import { words } from "./words.ts";

const MOST_NOTED = 1000;

interface Props {
	item: Waiting;
	busy: boolean;
	onSay(said: Said): void;
}

/** A picture of the queue: why it is there, what was measured, and what somebody says of it. */
export function Reviewed({ item: { asset, reason }, busy, onSay }: Props) {
	const say = words.use();
	const format = useFormat();
	const [answers, setAnswers] = useState<Answers>({});
	const [note, setNote] = useState("");
	const decide = (verdict: Said["verdict"]) => () => {
		if (!busy) onSay({ answers, verdict, note: note.trim() });
	};
	usePageShortcut({ key: "p", words: say("pass"), act: decide("pass") });
	usePageShortcut({ key: "f", words: say("fail"), act: decide("fail") });
	// For the list of keys, where ten rows would say the same.
	usePageShortcut({ key: "1 … 9, 0", words: say("key_points"), act: NOTHING });
	useShortcuts(
		useMemo(
			() =>
				Object.fromEntries(
					POINTS.map((point) => [keyOf(point), () => setAnswers((now) => turned(now, point))]),
				),
			[],
		),
	);
	const name = say("picture_of", { when: format.moment(asset.created_at) });
	return (
		<article
			data-review={asset.id}
			aria-label={name}
			className="grid gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_22rem]"
		>
			<div className="min-w-0 space-y-6">
				<Show asset={asset} alt={name} />
				<Measured asset={asset.id} />
			</div>
			<div className="min-w-0 space-y-5">
				<div>
					<p data-reason={reason} className="font-semibold">
						{say(REASONS[reason])}
					</p>
					<QualityBadge quality={asset.quality} open />
					<p className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm">
						<Link to={`/gallery/${asset.id}`} className="rounded underline underline-offset-2">
							{say("open_picture")}
						</Link>
						{asset.job !== null && (
							<Link to={`/jobs/${asset.job}`} className="rounded underline underline-offset-2">
								{say("open_job")}
							</Link>
						)}
					</p>
				</div>
				<Checklist
					answers={answers}
					onAnswer={(point, holds) => setAnswers((now) => answered(now, point, holds))}
				/>
				<TextArea label={say("note")} value={note} onChange={setNote} maxLength={MOST_NOTED} rows={2} />
				<div className="flex flex-wrap gap-3">
					<Button look="primary" icon="check" busy={busy} onClick={decide("pass")}>
						{say("pass")}
					</Button>
					<Button look="danger" icon="close" busy={busy} onClick={decide("fail")}>
						{say("fail")}
					</Button>
				</div>
			</div>
		</article>
	);
}

const NOTHING = () => {};

const REASONS = {
	waiting: "why_waiting",
	failed: "why_failed",
	broken: "why_broken",
	doubtful: "why_doubtful",
} as const satisfies Record<Waiting["reason"], string>;
