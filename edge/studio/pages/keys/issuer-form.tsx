import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Scope } from "../../../contract/access/scopes.ts";
import { problemsOf } from "../../api.ts";
import { FormDialog } from "../../ui/dialog/form-dialog.tsx";
import { Field } from "../../ui/form/field.tsx";
import { createIssuer, ISSUERS } from "./requests.ts";
import { ScopeBoxes } from "./scope-boxes.tsx";
import { words } from "./words.ts";

/** Whose tokens are taken, and what they may do: all of them, or those that say something of whoever has them. */
export function IssuerForm({ open, onClose }: { open: boolean; onClose(): void }) {
	const say = words.use();
	const queries = useQueryClient();
	const [texts, setTexts] = useState({ issuer: "", audience: "", claim: "", value: "" });
	const [scopes, setScopes] = useState<readonly Scope[]>(["jobs:read", "assets:read"]);
	const { issuer, audience, claim, value } = texts;
	const ruled = claim.trim() !== "";
	const add = useMutation({
		mutationFn: () =>
			createIssuer({
				...{ issuer: issuer.trim(), audience: audience.trim() },
				...(ruled ? { rules: [{ claim: claim.trim(), value: value.trim(), scopes }] } : { scopes }),
			}),
		onSuccess: async () => {
			await queries.invalidateQueries({ queryKey: [ISSUERS] });
			onClose();
		},
	});
	const { fields, problem } = problemsOf(add.error);
	const text = (key: keyof typeof texts, error: string | undefined, hint?: string) => (
		<Field
			label={say(key)}
			{...(hint !== undefined && { hint })}
			value={texts[key]}
			maxLength={500}
			autoComplete="off"
			spellCheck={false}
			dir="ltr"
			error={error}
			onChange={(event) => setTexts((now) => ({ ...now, [key]: event.target.value }))}
		/>
	);
	return (
		<FormDialog
			open={open}
			onClose={onClose}
			title={say("add_issuer")}
			go={say("add_issuer")}
			busy={add.isPending}
			disabled={issuer.trim() === "" || audience.trim() === ""}
			problem={problem}
			onSubmit={() => add.mutate()}
		>
			{text("issuer", fields.get("/issuer"), say("issuer_hint"))}
			{text("audience", fields.get("/audience"), say("audience_hint"))}
			<div className="grid gap-4 sm:grid-cols-2">
				{text("claim", fields.get("/rules/0/claim"), say("claim_hint"))}
				{text("value", fields.get("/rules/0/value"))}
			</div>
			<ScopeBoxes
				chosen={scopes}
				onChange={setScopes}
				error={fields.get("/scopes") ?? fields.get("/rules/0/scopes")}
			/>
		</FormDialog>
	);
}
