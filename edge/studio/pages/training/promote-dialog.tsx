import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { TrainingResource } from "../../../contract/training/trainings.ts";
import { promoteCheckpoint } from "../../api/trainings.ts";
import { problemsOf } from "../../api.ts";
import { FormDialog } from "../../ui/dialog/form-dialog.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { Checkbox } from "../../ui/form/checkbox.tsx";
import { Field } from "../../ui/form/field.tsx";
import { TextArea } from "../../ui/form/text-area.tsx";
import { readAccount } from "../new-job/data/calls.ts";
import { words } from "./words.ts";

interface Props {
	training: TrainingResource;
	/** Null: the weights after the last step; undefined: nothing is being promoted. */
	step: number | null | undefined;
	onClose(): void;
}

/** Makes a version of the LoRA of a checkpoint: who does it, and why. */
export function PromoteDialog({ training, step, onClose }: Props) {
	const say = words.use();
	const queries = useQueryClient();
	const [note, setNote] = useState("");
	const [licence, setLicence] = useState("");
	const [recommend, setRecommend] = useState(true);
	const account = useQuery({
		queryKey: ["account"],
		queryFn: ({ signal }) => readAccount(signal),
		enabled: step !== undefined,
		staleTime: 30_000,
	});
	const promote = useMutation({
		mutationFn: () =>
			promoteCheckpoint(training.id, {
				...(typeof step === "number" && { step }),
				...(note.trim() !== "" && { note: note.trim() }),
				...(licence.trim() !== "" && { licence: licence.trim() }),
				recommend,
			}),
		onSuccess: async ({ name, promoted }) => {
			toast({ title: say("promoted", { name: `${name}@${promoted}` }) });
			onClose();
			await Promise.all([
				queries.invalidateQueries({ queryKey: ["training", training.id] }),
				queries.invalidateQueries({ queryKey: ["loras"] }),
				queries.invalidateQueries({ queryKey: ["lora", name] }),
			]);
		},
	});
	const { fields, problem } = problemsOf(promote.error);
	return (
		<FormDialog
			open={step !== undefined}
			onClose={onClose}
			title={
				step === null || step === undefined
					? say("last_weights", { n: training.steps })
					: say("after", { n: step })
			}
			text={say("promote_text", { name: training.output_name, who: account.data?.name ?? "…" })}
			go={say("promote")}
			busy={promote.isPending}
			problem={problem ?? fields.get("/step")}
			onSubmit={() => promote.mutate()}
		>
			<TextArea
				label={say("why")}
				hint={say("why_hint")}
				value={note}
				maxLength={2000}
				rows={3}
				error={fields.get("/note")}
				onChange={setNote}
			/>
			<Field
				label={say("licence")}
				value={licence}
				maxLength={2000}
				dir="auto"
				error={fields.get("/licence")}
				onChange={(event) => setLicence(event.target.value)}
			/>
			<Checkbox
				label={say("recommend")}
				hint={say("recommend_hint")}
				checked={recommend}
				onToggle={setRecommend}
			/>
		</FormDialog>
	);
}
