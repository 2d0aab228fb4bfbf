import { useState } from "react";
import type { OidcIssuer } from "../../../contract/access/oidc.ts";
import { DeleteDialog } from "../../app/editing/delete-dialog.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Button } from "../../ui/button/button.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { IssuerForm } from "./issuer-form.tsx";
import { deleteIssuer, ISSUERS, useIssuers } from "./requests.ts";
import { words } from "./words.ts";

/** Whose tokens let people in: whoever signs in there is let in here, without a key. */
export function IssuerList() {
	const say = words.use();
	const issuers = useIssuers();
	const [adding, setAdding] = useState(false);
	const add = (
		<Button look="primary" icon="plus" onClick={() => setAdding(true)}>
			{say("add_issuer")}
		</Button>
	);
	return (
		<>
			{issuers.isPending && <Skeleton className="h-48 w-full rounded-xl" />}
			{issuers.isError && !issuers.data && (
				<LoadFailed error={issuers.error} onRetry={() => void issuers.refetch()} />
			)}
			{issuers.data?.data.length === 0 && (
				<EmptyState icon="person" title={say("no_issuers_title")} text={say("no_issuers_text")}>
					{add}
				</EmptyState>
			)}
			{issuers.data && issuers.data.data.length > 0 && (
				<>
					<div className="mb-4">{add}</div>
					<ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-sheet">
						{issuers.data.data.map((issuer) => (
							<IssuerRow key={issuer.id} issuer={issuer} />
						))}
					</ul>
				</>
			)}
			<IssuerForm open={adding} onClose={() => setAdding(false)} />
		</>
	);
}

function IssuerRow({ issuer: { id, issuer, audience, scopes, rules } }: { issuer: OidcIssuer }) {
	const say = words.use();
	const [asking, setAsking] = useState(false);
	return (
		<li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3.5 sm:px-5" data-issuer={id}>
			<div className="min-w-0 flex-1 basis-64">
				<p className="font-medium [overflow-wrap:anywhere]">
					<bdi>{issuer}</bdi>
				</p>
				<p className="mt-0.5 text-sm text-muted [overflow-wrap:anywhere]">
					{say("audience")} <bdi className="font-mono text-xs">{audience}</bdi>
				</p>
				<ul className="mt-1 space-y-0.5 font-mono text-xs text-muted [overflow-wrap:anywhere]" dir="ltr">
					{scopes.length > 0 && <li>{scopes.join(" ")}</li>}
					{rules.map((rule) => (
						<li key={`${rule.claim} ${rule.value}`}>
							{rule.claim} = {rule.value}: {rule.scopes.join(" ")}
						</li>
					))}
				</ul>
			</div>
			<Button look="danger" onClick={() => setAsking(true)}>
				{say("remove_issuer")}
			</Button>
			<DeleteDialog
				open={asking}
				onClose={() => setAsking(false)}
				title={say("remove_issuer_title", { name: issuer })}
				text={say("remove_issuer_text")}
				yes={say("remove_issuer")}
				remove={() => deleteIssuer(id)}
				list={ISSUERS}
			/>
		</li>
	);
}
