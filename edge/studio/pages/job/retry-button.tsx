import { useMutation } from "@tanstack/react-query";
import { useCallback } from "react";
import type { JobResource } from "../../../contract/jobs/jobs.ts";
import { usePageShortcut } from "../../app/frame/shortcuts.ts";
import { useRouter } from "../../app/routing/router.tsx";
import { Button } from "../../ui/button/button.tsx";
import { Menu } from "../../ui/button/menu.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { shell } from "../../words/shell.ts";
import { retryJob } from "./data/calls.ts";
import { useStageName } from "./data/stage-name.ts";
import { words } from "./words.ts";

/** Submits an ended job again and goes to the new one: all of it or, of a pipeline, from a stage on. */
export function RetryButton({ job }: { job: JobResource }) {
	const say = words.use();
	const common = shell.use();
	const nameOf = useStageName();
	const { go } = useRouter();
	const retry = useMutation({
		mutationFn: (from: string | undefined) => retryJob(job.id, from),
		onSuccess: ({ id }) => go(`/jobs/${id}`),
		onError: (error) => toast({ bad: true, title: common("refused"), text: error.message }),
	});
	const { mutate, isPending } = retry;
	const all = useCallback(() => mutate(undefined), [mutate]);
	usePageShortcut(isPending ? null : { key: "r", words: say("retry"), act: all });
	const ran = job.stages.filter(({ take }) => take > 0);
	if (job.pipeline === null || ran.length < 2)
		return (
			<Button icon="again" busy={retry.isPending} onClick={all}>
				{say("retry")}
			</Button>
		);
	return (
		<Menu
			trigger={
				<Button icon="again" busy={retry.isPending}>
					{say("retry")}
				</Button>
			}
			items={[
				{ words: say("retry_all"), icon: "again", onChoose: all },
				...ran.slice(1).map((stage) => ({
					words: say("retry_from", { stage: nameOf(stage) }),
					onChoose: () => retry.mutate(stage.key),
				})),
			]}
		/>
	);
}
