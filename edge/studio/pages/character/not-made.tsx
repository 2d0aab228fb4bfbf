import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CharacterResource } from "../../../contract/characters/characters.ts";
import type { DatasetJob } from "../../../contract/documents/reference-datasets.ts";
import { retryJob } from "../../api/characters.ts";
import { Link } from "../../app/routing/router.tsx";
import { useJob } from "../../live/jobs.ts";
import { Button, buttonClasses } from "../../ui/button/button.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { Icon } from "../../ui/icon.tsx";
import { shell } from "../../words/shell.ts";
import { referencesChanged } from "./queries.ts";
import { words } from "./words.ts";

/** The last set did not come about: why, and how it goes on from the view that failed. */
export function NotMade({ character, job }: { character: CharacterResource; job: DatasetJob }) {
	const say = words.use();
	const common = shell.use();
	const queries = useQueryClient();
	const { data: view } = useJob(job.id);
	const canceled = job.status === "canceled";
	const again = useMutation({
		mutationFn: () => retryJob(job.id, job.stages.find(({ status }) => status !== "completed")?.key),
		onSettled: () => referencesChanged(queries, character.id),
		onError: (error) => toast({ bad: true, title: common("refused"), text: error.message }),
	});
	return (
		<div className="mb-6 rounded-xl border border-line bg-sheet p-5" data-not-made>
			<div className="flex gap-3">
				<Icon
					name={canceled ? "stop" : "warning"}
					className={`mt-0.5 size-5 ${canceled ? "text-muted" : "text-bad"}`}
				/>
				<div className="min-w-0">
					<h3 className="font-semibold">{canceled ? say("canceled_title") : say("failed_title")}</h3>
					{view?.job.error && <p className="mt-1 [overflow-wrap:anywhere]">{view.job.error.message}</p>}
					<p className="mt-1 text-muted">{say("failed_text")}</p>
				</div>
			</div>
			<div className="mt-4 flex flex-wrap gap-3 ps-8">
				<Button look="primary" icon="again" busy={again.isPending} onClick={() => again.mutate()}>
					{common("try_again")}
				</Button>
				<Link to={`/jobs/${job.id}`} className={buttonClasses()}>
					{say("open_job")}
				</Link>
			</div>
		</div>
	);
}
