import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { DatasetResource } from "../../../contract/training/datasets.ts";
import { freezeDataset } from "../../api/datasets.ts";
import { Button } from "../../ui/button/button.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { shell } from "../../words/shell.ts";
import { datasetChanged } from "./queries.ts";
import { words } from "./words.ts";

/** Makes what is there the next version. */
export function FreezeButton({
	dataset: { name, changed },
	ready,
}: {
	dataset: DatasetResource;
	ready: boolean;
}) {
	const say = words.use();
	const common = shell.use();
	const queries = useQueryClient();
	const freeze = useMutation({
		mutationFn: () => freezeDataset(name),
		onSuccess: ({ reference }) => {
			toast({ title: say("frozen", { name: reference }) });
			return datasetChanged(queries, name);
		},
		onError: (error) => toast({ bad: true, title: common("refused"), text: error.message }),
	});
	return (
		<Button
			look="primary"
			icon="check"
			disabled={!ready || !changed}
			busy={freeze.isPending}
			onClick={() => freeze.mutate()}
		>
			{say("freeze")}
		</Button>
	);
}
