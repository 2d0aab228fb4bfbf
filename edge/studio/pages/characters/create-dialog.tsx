import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createCharacter } from "../../api/characters.ts";
import { problemsOf } from "../../api.ts";
import { useRouter } from "../../app/router.tsx";
import { Field } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { words } from "./words.ts";

/** A name and a few words are enough to begin with; everything else is said in the edit mode it leads to. */
export function CreateDialog({ open, onClose }: { open: boolean; onClose(): void }) {
	const say = words.use();
	const { go } = useRouter();
	const queries = useQueryClient();
	const [name, setName] = useState("");
	const [description, setDescription] = useState("");
	const [unnamed, setUnnamed] = useState(false);
	const create = useMutation({
		mutationFn: () =>
			createCharacter({
				name: name.trim(),
				settings: description.trim() === "" ? {} : { description: description.trim() },
			}),
		onSuccess: ({ id }) => {
			void queries.invalidateQueries({ queryKey: ["characters"] });
			go(`/characters/${id}?edit`);
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
			text={say("create_text")}
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
				label={say("description")}
				hint={say("description_hint")}
				value={description}
				maxLength={2000}
				rows={4}
				error={fields.get("/settings/description")}
				onChange={setDescription}
			/>
		</FormDialog>
	);
}
