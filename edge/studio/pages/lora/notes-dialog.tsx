import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { LoraResource } from "../../../contract/training/loras.ts";
import { changeLora } from "../../api/loras.ts";
import { problemsOf } from "../../api.ts";
import { FormDialog } from "../../ui/dialog/form-dialog.tsx";
import { Field } from "../../ui/form/field.tsx";
import { TextArea } from "../../ui/form/text-area.tsx";
import { words } from "./words.ts";

/** What is noted of a LoRA: its word, how it may be used, and whatever is to be remembered. */
export function NotesDialog({ lora, open, onClose }: { lora: LoraResource; open: boolean; onClose(): void }) {
	const say = words.use();
	const queries = useQueryClient();
	const [trigger, setTrigger] = useState(lora.trigger_word ?? "");
	const [licence, setLicence] = useState(lora.licence ?? "");
	const [note, setNote] = useState(lora.note ?? "");
	const save = useMutation({
		mutationFn: () =>
			changeLora(lora.name, {
				trigger_word: trigger.trim() || null,
				licence: licence.trim() || null,
				note: note.trim() || null,
			}),
		onSuccess: (changed) => {
			queries.setQueryData(["lora", lora.name], changed);
			void queries.invalidateQueries({ queryKey: ["loras"] });
			onClose();
		},
	});
	const { fields, problem } = problemsOf(save.error);
	return (
		<FormDialog
			open={open}
			onClose={onClose}
			title={say("edit")}
			go={say("save")}
			busy={save.isPending}
			problem={problem}
			onSubmit={() => save.mutate()}
		>
			<Field
				label={say("trigger_word")}
				value={trigger}
				maxLength={100}
				dir="auto"
				error={fields.get("/trigger_word")}
				onChange={(event) => setTrigger(event.target.value)}
			/>
			<TextArea
				label={say("licence")}
				value={licence}
				maxLength={2000}
				rows={2}
				error={fields.get("/licence")}
				onChange={setLicence}
			/>
			<TextArea
				label={say("note")}
				value={note}
				maxLength={2000}
				rows={3}
				error={fields.get("/note")}
				onChange={setNote}
			/>
		</FormDialog>
	);
}
