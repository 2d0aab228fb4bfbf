import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Asset } from "../../../contract/assets/assets.ts";
import { Refusal } from "../../api.ts";
import { AskDialog } from "../../ui/dialog/ask-dialog.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { deleteAsset } from "../assets.ts";
import { words } from "./words.ts";

interface Props {
	open: boolean;
	assets: readonly Asset[];
	onClose(): void;
	onDone(): void;
}

/** Asks first. What a job or a character still needs stays, and the edge says who needs it. */
export function DeleteDialog({ open, assets, onClose, onDone }: Props) {
	const say = words.use();
	const queries = useQueryClient();
	const remove = useMutation({
		mutationFn: async () => {
			const results = await Promise.allSettled(assets.map(({ id }) => deleteAsset(id)));
			return results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
		},
		onSuccess: (refused) => {
			const gone = assets.length - refused.length;
			if (gone > 0) toast({ title: say("deleted", { n: gone }) });
			const [why] = refused;
			if (refused.length > 0)
				toast({
					bad: true,
					title: say("not_deleted", { n: refused.length }),
					...(why instanceof Refusal && { text: why.message }),
				});
			void queries.invalidateQueries({ queryKey: ["gallery"] });
			if (gone > 0) onDone();
		},
	});
	return (
		<AskDialog
			open={open}
			onClose={onClose}
			title={say("delete_title", { n: assets.length })}
			text={say("delete_text")}
			no={say("keep")}
			yes={say("delete")}
			onYes={() => remove.mutate()}
		/>
	);
}
