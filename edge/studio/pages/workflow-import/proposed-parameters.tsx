import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { CreatedWorkflow } from "../../../contract/workflows/workflows.ts";
import { problemsOf } from "../../api.ts";
import { Link } from "../../app/routing/router.tsx";
import { Button, buttonClasses } from "../../ui/button/button.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { Icon } from "../../ui/icon.tsx";
import { shell } from "../../words/shell.ts";
import { type Draft, draftOf, parametersOf } from "./edit-parameter.ts";
import { ParameterEditor } from "./parameter-editor.tsx";
import { saveDocument } from "./requests.ts";
import { words } from "./words.ts";

interface Props {
	made: CreatedWorkflow;
	onSaved(made: CreatedWorkflow): void;
}

/** The parameters that were proposed: what people fill in, under which names and within which limits. */
export function ProposedParameters({ made, onSaved }: Props) {
	const say = words.use();
	const common = shell.use();
	const queries = useQueryClient();
	const { document, workflow } = made;
	const [drafts, setDrafts] = useState(() => document.parameters.map(draftOf));
	const save = useMutation({
		mutationFn: () =>
			saveDocument({ ...document, parameters: parametersOf(drafts) as typeof document.parameters }),
		onSuccess: async (saved) => {
			toast({ title: say("saved", { n: saved.workflow.version }) });
			setDrafts(saved.document.parameters.map(draftOf));
			onSaved(saved);
			await queries.invalidateQueries({ queryKey: ["workflows"] });
			await queries.invalidateQueries({ queryKey: ["workflow"] });
		},
		onError: (error) => toast({ bad: true, title: common("refused"), text: error.message }),
	});
	const { fields } = problemsOf(save.error);
	const kept = drafts.filter((draft) => draft.kept);
	const errorOf = (draft: Draft) => (field: string) => {
		const at = `/document/parameters/${kept.indexOf(draft)}`;
		return draft.kept ? fields.get(field === "" ? at : `${at}/${field}`) : undefined;
	};
	return (
		<>
			<div className="mb-6 flex items-start gap-3 rounded-xl border border-line bg-sheet p-5">
				<Icon name="check" className="mt-0.5 size-5 text-good" />
				<div role="status">
					<h2 className="font-semibold">{say("made_title")}</h2>
					<p className="text-muted">{say("made_text")}</p>
					<p className="mt-1 font-mono text-sm text-muted" dir="ltr">
						{workflow.id}@{workflow.version}
					</p>
				</div>
			</div>
			<ul className="space-y-4">
				{drafts.map((draft, i) => (
					<li key={draft.proposed.name}>
						<ParameterEditor
							draft={draft}
							errorOf={errorOf(draft)}
							onChange={(next) => setDrafts((all) => all.with(i, next))}
						/>
					</li>
				))}
			</ul>
			<div className="mt-6 flex flex-wrap gap-3">
				<Button look="primary" busy={save.isPending} onClick={() => save.mutate()}>
					{say("save")}
				</Button>
				<Link to={`/workflows/${workflow.id}`} className={buttonClasses()}>
					{say("open")}
				</Link>
			</div>
		</>
	);
}
