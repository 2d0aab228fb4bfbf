import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { CharacterResource } from "../../../contract/characters/characters.ts";
import type { DatasetJob } from "../../../contract/documents/reference-datasets.ts";
import { isTerminal } from "../../../contract/status.ts";
import { notify } from "../../app/session/notifications.tsx";
import { useJob } from "../../live/jobs.ts";
import { Progress } from "../../ui/feedback/progress.tsx";
import { useFormat } from "../../words/format.ts";
import { referencesChanged } from "./queries.ts";
import { useStageName, VIEW_GRID } from "./stage-name.ts";
import { StopButton } from "./stop-button.tsx";
import { ViewSlot } from "./view-slot.tsx";
import { words } from "./words.ts";

/** How the next set comes along: a place for each view, which fills with previews and then with its picture. */
export function Making({ character, job }: { character: CharacterResource; job: DatasetJob }) {
	const say = words.use();
	const format = useFormat();
	const stageName = useStageName();
	const queries = useQueryClient();
	const { data: view } = useJob(job.id);
	const version = view?.job.version;
	const status = view?.job.status;
	// The job's own events come first; what they mean for the set only the edge says.
	useEffect(() => {
		if (version !== undefined) void queries.invalidateQueries({ queryKey: ["references", character.id] });
	}, [queries, character.id, version]);
	useEffect(() => {
		if (status === undefined || !isTerminal(status)) return;
		referencesChanged(queries, character.id);
		if (status === "succeeded") notify(say("ready_note", { name: character.name }), job.id);
	}, [queries, character, job.id, status, say]);
	const { stage, total, percent } = job.progress;
	const now = job.stages[stage - 1];
	return (
		<div data-making={job.id}>
			<p role="status" className="sr-only">
				{now ? say("stage_is", { stage: stageName(now.key), status: say(now.status) }) : say("beginning")}
			</p>
			<div className="mb-4 flex flex-wrap items-center gap-x-6 gap-y-3">
				<div className="min-w-0 flex-1 basis-64">
					<div className="mb-1.5 flex justify-between gap-4 text-sm">
						<span data-progress className="font-medium">
							{stage === 0 ? say("beginning") : say("stage_of", { n: stage, all: total })}
						</span>
						<span className="figures text-muted">{format.percent(percent)}</span>
					</div>
					<Progress label={say("overall")} value={percent} className="h-1.5" />
				</div>
				<StopButton job={job} />
			</div>
			{job.uses_references && <p className="mb-3 text-sm font-medium text-good">{say("uses_own")}</p>}
			<ul className={VIEW_GRID}>
				{job.stages.map((one) => (
					<ViewSlot key={one.key} name={character.name} stage={one} view={view} />
				))}
			</ul>
		</div>
	);
}
