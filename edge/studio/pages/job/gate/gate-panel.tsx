import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { JobResource } from "../../../../contract/jobs/jobs.ts";
import type { DecisionRequest } from "../../../../contract/jobs/stages.ts";
import { Button } from "../../../ui/button/button.tsx";
import { toast } from "../../../ui/feedback/toast.tsx";
import { Ago } from "../../../ui/figures/figures.tsx";
import { shell } from "../../../words/shell.ts";
import { decide } from "../data/calls.ts";
import type { Stage } from "../data/places.ts";
import { useStageName } from "../data/stage-name.ts";
import { words } from "../words.ts";
import { RejectButton } from "./reject-button.tsx";
import { RetakeButton } from "./retake-button.tsx";
import { TakePicker } from "./take-picker.tsx";

/** What a person is asked: to go on with what a stage made, to pick among it, to have it made anew, or to refuse it. */
export function GatePanel({ job }: { job: JobResource }) {
	const { awaiting } = job;
	const stage = awaiting && job.stages.find(({ key }) => key === awaiting.stage);
	if (!awaiting || !stage) return null;
	return <Question key={`${stage.key} ${awaiting.take}`} job={job} stage={stage} awaiting={awaiting} />;
}

interface QuestionProps {
	job: JobResource;
	stage: Stage;
	awaiting: NonNullable<JobResource["awaiting"]>;
}

function Question({ job, stage, awaiting }: QuestionProps) {
	const say = words.use();
	const common = shell.use();
	const queries = useQueryClient();
	const name = useStageName()(stage);
	const [chosen, setChosen] = useState<readonly string[]>([]);
	const pick = awaiting.gate !== null && "pick" in awaiting.gate ? awaiting.gate.pick : null;
	const decision = useMutation({
		mutationFn: (made: DecisionRequest) => decide(job.id, stage.key, made),
		onSettled: () => queries.invalidateQueries({ queryKey: ["job", job.id] }),
		onError: (error) => toast({ bad: true, title: common("refused"), text: error.message }),
	});
	const make = (made: DecisionRequest) => decision.mutate({ ...made, take: awaiting.take });
	const fits = pick === null || (chosen.length >= pick[0] && chosen.length <= pick[1]);
	return (
		<section
			aria-label={say("gate")}
			data-gate={stage.key}
			className="mb-8 rounded-2xl border border-accent bg-sheet p-4 sm:p-6"
		>
			<h2 className="text-lg font-semibold">
				{pick === null
					? say("approve_title", { stage: name })
					: pick[0] === pick[1]
						? say("pick_exactly", { n: pick[0], stage: name })
						: say("pick_between", { least: pick[0], most: pick[1], stage: name })}
			</h2>
			<p className="mt-1 text-muted">{pick === null ? say("approve_text") : say("pick_text")}</p>
			{awaiting.until !== null && (
				<p className="figures mt-1 text-sm text-muted">
					{say("decide_until")} <Ago time={awaiting.until} />
				</p>
			)}
			<TakePicker stage={stage} name={name} most={pick?.[1] ?? null} chosen={chosen} onChange={setChosen} />
			<div className="mt-5 flex flex-wrap items-center gap-3">
				{pick === null ? (
					<Button
						look="primary"
						icon="check"
						busy={decision.isPending}
						onClick={() => make({ choice: "approve" })}
					>
						{say("approve")}
					</Button>
				) : (
					<Button
						look="primary"
						icon="check"
						busy={decision.isPending}
						disabled={!fits}
						onClick={() => make({ choice: "pick", outputs: [...chosen] })}
					>
						{say("pick", { n: chosen.length })}
					</Button>
				)}
				<RetakeButton
					stage={stage}
					busy={decision.isPending}
					onRetake={(asked) => make({ choice: "retake", ...asked })}
				/>
				<span className="ms-auto">
					<RejectButton busy={decision.isPending} onReject={(reason) => make({ choice: "reject", reason })} />
				</span>
			</div>
		</section>
	);
}
