import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { CreatedWorkflow } from "../../../contract/workflows/workflows.ts";
import { problemsOf } from "../../api.ts";
import { Button } from "../../ui/button/button.tsx";
import { Checkbox } from "../../ui/form/checkbox.tsx";
import { Field } from "../../ui/form/field.tsx";
import type { Source } from "./read-file.ts";
import { importWorkflow } from "./requests.ts";
import { words } from "./words.ts";

interface Props {
	source: Source;
	/** A name made of the file's. */
	suggested: string;
	/** The workflow that it is to be a version of; null: a new one. */
	versionOf: string | null;
	onMade(made: CreatedWorkflow): void;
}

/** What it is to be called. A document says that itself. */
export function ImportForm({ source, suggested, versionOf, onMade }: Props) {
	const say = words.use();
	const queries = useQueryClient();
	const [id, setId] = useState(suggested);
	const [title, setTitle] = useState("");
	const [save_previews, setSavePreviews] = useState(false);
	const made = useMutation({
		mutationFn: () =>
			importWorkflow(source, { id, version_of: versionOf, title: title.trim(), save_previews }),
		onSuccess: async (created) => {
			onMade(created);
			await queries.invalidateQueries({ queryKey: ["workflows"] });
			await queries.invalidateQueries({ queryKey: ["workflow"] });
		},
	});
	const { fields, problem } = problemsOf(made.error);
	const named = ["/id", "/title"];
	const others = [...fields].filter(([pointer]) => !named.includes(pointer)).map(([, message]) => message);
	// What belongs to no field of the form is told below it.
	const rest = problem === undefined ? [...new Set(others)] : [problem];
	const document = "document" in source;
	const submit = (event: FormEvent) => {
		event.preventDefault();
		made.mutate();
	};
	return (
		<form onSubmit={submit} className="space-y-5 self-start rounded-xl border border-line bg-sheet p-5">
			{!document && versionOf === null && (
				<Field
					label={say("id")}
					hint={say("id_hint")}
					value={id}
					required
					dir="ltr"
					autoComplete="off"
					spellCheck={false}
					onChange={(event) => setId(event.target.value)}
					error={fields.get("/id")}
				/>
			)}
			{!document && (
				<>
					<Field
						label={say("title")}
						value={title}
						autoComplete="off"
						onChange={(event) => setTitle(event.target.value)}
						error={fields.get("/title")}
					/>
					<Checkbox label={say("save_previews")} checked={save_previews} onToggle={setSavePreviews} />
				</>
			)}
			<Button look="primary" type="submit" busy={made.isPending} className="w-full">
				{say("import")}
			</Button>
			<div role="alert" className="space-y-2 font-medium text-bad empty:hidden">
				{rest.map((message) => (
					<p key={message} className="[overflow-wrap:anywhere]">
						{message}
					</p>
				))}
			</div>
		</form>
	);
}
