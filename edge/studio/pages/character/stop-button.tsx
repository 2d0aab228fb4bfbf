import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { DatasetJob } from "../../../contract/documents/reference-datasets.ts";
import { cancelJob } from "../../api.ts";
import { Button } from "../../ui/button/button.tsx";
import { AskDialog } from "../../ui/dialog/ask-dialog.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { shell } from "../../words/shell.ts";
import { words } from "./words.ts";

/** Asks first. Then it says that it is being canceled, until the worker has stopped. */
export function StopButton({ job }: { job: DatasetJob }) {
	const say = words.use();
	const common = shell.use();
	const queries = useQueryClient();
	const [asking, setAsking] = useState(false);
	const cancel = useMutation({
		mutationFn: () => cancelJob(job.id),
		onSettled: () => {
			void queries.invalidateQueries({ queryKey: ["references"] });
			void queries.invalidateQueries({ queryKey: ["job", job.id] });
		},
		onError: (error) => toast({ bad: true, title: common("refused"), text: error.message }),
	});
	const under = job.status === "canceling";
	return (
		<>
			<Button look="danger" icon="stop" busy={under || cancel.isPending} onClick={() => setAsking(true)}>
				{under ? common("canceling") : say("cancel")}
			</Button>
			<AskDialog
				open={asking}
				onClose={() => setAsking(false)}
				title={say("cancel_title")}
				text={say("cancel_text")}
				no={say("keep_on")}
				yes={say("cancel")}
				onYes={() => cancel.mutate()}
			/>
		</>
	);
}
