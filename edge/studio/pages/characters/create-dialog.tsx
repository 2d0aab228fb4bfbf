import { useState } from "react";
import { createCharacter } from "../../api/characters.ts";
import { useCreate } from "../../app/editing/creating.ts";
import { FormDialog } from "../../ui/dialog/form-dialog.tsx";
import { Field } from "../../ui/form/field.tsx";
import { TextArea } from "../../ui/form/text-area.tsx";
import { words } from "./words.ts";

/** A name and a few words are enough to begin with; everything else is said in the edit mode it leads to. */
export function CreateDialog({ open, onClose }: { open: boolean; onClose(): void }) {
	const say = words.use();
	const [name, setName] = useState("");
	const [description, setDescription] = useState("");
	const [unnamed, setUnnamed] = useState(false);
	const create = useCreate({
		make: () =>
			createCharacter({
				name: name.trim(),
				settings: description.trim() === "" ? {} : { description: description.trim() },
			}),
		list: "characters",
		to: ({ id }) => `/characters/${id}?edit`,
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
			text={say("create_text")}
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
