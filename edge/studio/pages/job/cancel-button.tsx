import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { JobResource } from "../../../contract/jobs/jobs.ts";
import { cancelJob } from "../../api.ts";
import { usePageShortcut } from "../../app/frame/shortcuts.ts";
import { Button } from "../../ui/button/button.tsx";
import { AskDialog } from "../../ui/dialog/ask-dialog.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { shell } from "../../words/shell.ts";
import { words } from "./words.ts";

/** Asks first. Then the job says that it is being canceled, until its worker has stopped. */
export function CancelButton({ job }: { job: Pick<JobResource, "id" | "status"> }) {
	const say = words.use();
	const common = shell.use();
	const queries = useQueryClient();
	const [asking, setAsking] = useState(false);
	const cancel = useMutation({
		mutationFn: () => cancelJob(job.id),
		onSettled: () => queries.invalidateQueries({ queryKey: ["job", job.id] }),
		onError: (error) => toast({ bad: true, title: common("refused"), text: error.message }),
	});
	const under = job.status === "canceling";
	const askFirst = useCallback(() => setAsking(true), []);
	usePageShortcut(under ? null : { key: "x", words: say("cancel"), act: askFirst });
	return (
		<>
			<Button look="danger" icon="stop" busy={under || cancel.isPending} onClick={askFirst}>
				{under ? common("canceling") : say("cancel")}
			</Button>
			<AskDialog
				open={asking}
				onClose={() => setAsking(false)}
				title={say("cancel_title")}
				text={say("cancel_text")}
				no={say("cancel_no")}
				yes={say("cancel_yes")}
				onYes={() => cancel.mutate()}
			/>
		</>
	);
}
