import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import type { CharacterResource } from "../../../contract/characters/characters.ts";
import { changeCharacter } from "../../api/characters.ts";
import { problemsOf } from "../../api.ts";
import { Button } from "../../ui/button/button.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { Field } from "../../ui/form/field.tsx";
import { TextArea } from "../../ui/form/text-area.tsx";
import { FEATURES, formOf, settingsOf } from "./settings-form.ts";
import { words } from "./words.ts";

/** Who it is, in words; and what these become at the beginning of its prompts. */
export function EditForm({ character }: { character: CharacterResource }) {
	const say = words.use();
	const queries = useQueryClient();
	const heading = useId();
	const [form, setForm] = useState(() => formOf(character));
	const [unnamed, setUnnamed] = useState(false);
	const save = useMutation({
		mutationFn: () => changeCharacter(character.id, { name: form.name.trim(), settings: settingsOf(form) }),
		onSuccess: (changed) => {
			queries.setQueryData(["character", character.id], changed);
			void queries.invalidateQueries({ queryKey: ["characters"] });
			setForm(formOf(changed));
			toast({ title: say("saved") });
		},
	});
	const { fields, problem } = problemsOf(save.error);
	const fill = (name: keyof typeof form) => (value: string) => setForm((now) => ({ ...now, [name]: value }));
	const submit = (event: FormEvent) => {
		event.preventDefault();
		setUnnamed(form.name.trim() === "");
		if (form.name.trim() !== "") save.mutate();
	};
	const changed = JSON.stringify(form) !== JSON.stringify(formOf(character));
	return (
		<section aria-labelledby={heading}>
			<h2 id={heading} className="mb-4 text-lg font-semibold">
				{say("settings")}
			</h2>
			<form onSubmit={submit} noValidate className="grid gap-x-8 gap-y-5 lg:grid-cols-2">
				<div className="space-y-5">
					<Field
						label={say("name")}
						value={form.name}
						maxLength={200}
						dir="auto"
						autoComplete="off"
						error={unnamed ? say("name_missing") : (fields.get("/name") ?? problem)}
						onChange={(event) => fill("name")(event.target.value)}
					/>
					<TextArea
						label={say("description")}
						value={form.description}
						rows={4}
						maxLength={2000}
						error={fields.get("/settings/description")}
						onChange={fill("description")}
					/>
					<TextArea
						label={say("negative")}
						value={form.negative_prompt}
						rows={2}
						maxLength={2000}
						error={fields.get("/settings/negative_prompt")}
						onChange={fill("negative_prompt")}
					/>
				</div>
				<fieldset className="min-w-0">
					<legend className="sr-only">{say("features")}</legend>
					<div className="grid grid-cols-2 gap-4">
						{FEATURES.map((name) => (
							<Field
								key={name}
								label={say(name)}
								value={form[name]}
								dir="auto"
								autoComplete="off"
								inputMode={name === "age" ? "numeric" : "text"}
								error={fields.get(`/settings/${name}`)}
								onChange={(event) => fill(name)(event.target.value)}
							/>
						))}
					</div>
				</fieldset>
				<div className="flex flex-wrap items-end justify-between gap-4 lg:col-span-2">
					<div className="min-w-0 flex-1 basis-80 border-s-2 border-accent ps-4" data-prompt>
						<p className="text-sm text-muted">{say("prompt")}</p>
						<p dir="auto" className="[overflow-wrap:anywhere]">
							{character.prompt === "" ? "–" : character.prompt}
						</p>
					</div>
					<Button type="submit" look={changed ? "primary" : "plain"} busy={save.isPending}>
						{say("save")}
					</Button>
				</div>
			</form>
		</section>
	);
}
