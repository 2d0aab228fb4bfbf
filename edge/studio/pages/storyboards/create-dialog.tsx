import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addShots, createProject } from "../../api/projects.ts";
import { problemsOf } from "../../api.ts";
import { useRouter } from "../../app/router.tsx";
import { Field } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { toast } from "../../ui/toast.tsx";
import { shell } from "../../words/shell.ts";
import { batchesOf, shotsOf } from "../script.ts";
import { words } from "./words.ts";

/** A name and a script: every line of it becomes a shot. */
export function CreateDialog({ open, onClose }: { open: boolean; onClose(): void }) {
	const say = words.use();
	const common = shell.use();
	const { go } = useRouter();
	const queries = useQueryClient();
	const [name, setName] = useState("");
	const [script, setScript] = useState("");
	const [unnamed, setUnnamed] = useState(false);
	const create = useMutation({
		mutationFn: async () => {
			const project = await createProject({ name: name.trim() });
			try {
				for (const batch of batchesOf(shotsOf(script))) await addShots(project.id, batch);
			} catch (error) {
				// The storyboard is there; what of the script is not can be added where it leads to.
				toast({ bad: true, title: common("refused"), text: error instanceof Error ? error.message : "" });
			}
			return project;
		},
		onSuccess: ({ id }) => {
			void queries.invalidateQueries({ queryKey: ["projects"] });
			go(`/storyboards/${id}`);
		},
	});
	const { fields, problem } = problemsOf(create.error);
	const submit = () => {
		setUnnamed(name.trim() === "");
		if (name.trim() !== "") create.mutate();
	};
	return (
		<FormDialog
			open={open}
			onClose={onClose}
			title={say("create_title")}
			go={say("create_yes")}
			busy={create.isPending}
			problem={problem}
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
