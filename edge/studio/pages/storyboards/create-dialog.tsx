import { useState } from "react";
import { addShots, createProject } from "../../api/projects.ts";
import { useCreate } from "../../app/editing/creating.ts";
import { FormDialog } from "../../ui/dialog/form-dialog.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { Field } from "../../ui/form/field.tsx";
import { TextArea } from "../../ui/form/text-area.tsx";
import { shell } from "../../words/shell.ts";
import { batchesOf, shotsOf } from "../script.ts";
import { words } from "./words.ts";

/** A name and a script: every line of it becomes a shot. */
export function CreateDialog({ open, onClose }: { open: boolean; onClose(): void }) {
	const say = words.use();
	const common = shell.use();
	const [name, setName] = useState("");
	const [script, setScript] = useState("");
	const [unnamed, setUnnamed] = useState(false);
	const create = useCreate({
		make: async () => {
			const project = await createProject({ name: name.trim() });
			try {
				for (const batch of batchesOf(shotsOf(script))) await addShots(project.id, batch);
			} catch (error) {
				// The storyboard is there; what of the script is not can be added where it leads to.
				toast({ bad: true, title: common("refused"), text: error instanceof Error ? error.message : "" });
			}
			return project;
		},
		list: "projects",
		to: ({ id }) => `/storyboards/${id}`,
	});
	const { fields } = create;
	const submit = () => {
		setUnnamed(name.trim() === "");
		if (name.trim() !== "") create.submit();
	};
	return (
		<FormDialog
			open={open}
			onClose={onClose}
			title={say("create_title")}
			go={say("create_yes")}
			busy={create.busy}
			problem={create.problem}
			onSubmit={submit}
		>
			<Field
				label={say("name")}
				value={name}
				maxLength={200}
				autoComplete="off"
				dir="auto"
				error={unnamed ? say("name_missing") : fields.get("/name")}
				onChange={(event) => setName(event.target.value)}
			/>
			<TextArea
				label={say("script")}
				hint={say("script_hint")}
				value={script}
				rows={7}
				onChange={setScript}
			/>
		</FormDialog>
	);
}
