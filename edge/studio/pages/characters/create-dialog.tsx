import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { createCharacter } from "../../api/characters.ts";
import { Refusal } from "../../api.ts";
import { useRouter } from "../../app/router.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { shell } from "../../words/shell.ts";
import { words } from "./words.ts";

/** A name and a few words are enough to begin with; everything else is said in the edit mode it leads to. */
export function CreateDialog({ open, onClose }: { open: boolean; onClose(): void }) {
	const say = words.use();
	const common = shell.use();
	const { go } = useRouter();
	const queries = useQueryClient();
	const form = useId();
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
	const refused = create.error instanceof Refusal ? create.error : null;
	const fields = refused?.fields;
	const elsewhere = create.error !== null && (fields?.size ?? 0) === 0 ? create.error.message : undefined;
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
			text={say("create_text")}
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
					label={say("description")}
					hint={say("description_hint")}
					value={description}
					maxLength={2000}
					rows={4}
					error={fields?.get("/settings/description")}
					onChange={setDescription}
				/>
			</form>
		</Dialog>
	);
}
