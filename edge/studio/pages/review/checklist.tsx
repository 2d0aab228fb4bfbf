import { classes } from "../../ui/class-names.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { type Answers, keyOf, POINTS, type Point } from "./points.ts";
import { words } from "./words.ts";

interface Props {
	answers: Answers;
	/** The same answer again takes it back. */
	onAnswer(point: Point, holds: boolean): void;
}

/** The ten points that a picture is looked at by; each holds, does not, or nothing is said of it. */
export function Checklist({ answers, onAnswer }: Props) {
	const say = words.use();
	return (
		<section aria-label={say("points")}>
			<h2 className="font-semibold">{say("points")}</h2>
			<ol className="mt-2 divide-y divide-line rounded-xl border border-line bg-sheet">
				{POINTS.map((point) => (
					<li key={point} data-point={point} className="flex items-center gap-3 px-3 py-1.5">
						<kbd className="w-4 shrink-0 text-center font-mono text-sm text-muted">{keyOf(point)}</kbd>
						<span className="min-w-0 flex-1 text-sm [overflow-wrap:anywhere]">{say(point)}</span>
						<span className="flex shrink-0 gap-1">
							<Answer
								label={say("holds", { point: say(point) })}
								icon="check"
								pressed={answers[point] === true}
								colour="text-good"
								onPress={() => onAnswer(point, true)}
							/>
							<Answer
								label={say("holds_not", { point: say(point) })}
								icon="close"
								pressed={answers[point] === false}
								colour="text-bad"
								onPress={() => onAnswer(point, false)}
							/>
						</span>
					</li>
				))}
			</ol>
		</section>
	);
}

interface AnswerProps {
	label: string;
	icon: IconName;
	pressed: boolean;
	colour: string;
	onPress(): void;
}

function Answer({ label, icon, pressed, colour, onPress }: AnswerProps) {
	return (
		<button
			type="button"
			aria-label={label}
			title={label}
			aria-pressed={pressed}
			onClick={onPress}
			className={classes(
				"grid size-8 place-items-center rounded-lg border transition",
				pressed ? `border-edge bg-raised ${colour}` : "border-transparent text-muted hover:bg-raised",
			)}
		>
			<Icon name={icon} className="size-4" />
		</button>
	);
}
