import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { addShots, createProject } from "../../api/projects.ts";
import { Refusal } from "../../api.ts";
import { useRouter } from "../../app/router.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
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
	const form = useId();
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
	const fields = create.error instanceof Refusal ? create.error.fields : undefined;
	const elsewhere = create.error && (fields?.size ?? 0) === 0 ? create.error.message : undefined;
	const submit = (event: FormEvent) => {
		event.preventDefault();
		setUnnamed(name.trim() === "");
		if (name.trim() !== "") create.mutate();
	};
	return (
		<Dialog
			open={open}
			onClose={onClose}
			title={say("create_title")}
			actions={
				<>
					<Button onClick={onClose}>{common("close")}</Button>
					<Button type="submit" form={form} look="primary" busy={create.isPending}>
						{say("create_yes")}
					</Button>
				</>
			}
		>
			<form id={form} onSubmit={submit} className="space-y-4" noValidate>
				<Field
					label={say("name")}
					value={name}
					maxLength={200}
					autoComplete="off"
					dir="auto"
					error={unnamed ? say("name_missing") : (fields?.get("/name") ?? elsewhere)}
					onChange={(event) => setName(event.target.value)}
				/>
				<TextArea
					label={say("script")}
					hint={say("script_hint")}
					value={script}
					rows={7}
					onChange={setScript}
				/>
			</form>
		</Dialog>
	);
}
