import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { useNodePolicy } from "./requests.ts";
import { words } from "./words.ts";

/** Which nodes the account's own graphs may have, as the operator has set it. */
export function NodePolicy() {
	const say = words.use();
	const policy = useNodePolicy();
	if (policy.isPending) return <Skeleton className="h-48 w-full rounded-xl" />;
	if (!policy.data) return <LoadFailed error={policy.error} onRetry={() => void policy.refetch()} />;
	const { allow, deny, trusted, is_default } = policy.data;
	return (
		<div className="max-w-3xl space-y-6">
			<p className="text-pretty text-muted">{say("policy_lead")}</p>
			{is_default && <p className="font-medium">{say("policy_default")}</p>}
			<dl className="space-y-5 rounded-xl border border-line bg-sheet p-5">
				<Patterns
					name={say("allowed")}
					patterns={allow}
					none={allow === null ? say("every_node") : say("none")}
				/>
				<Patterns name={say("denied")} patterns={deny} none={say("none")} />
				<Patterns name={say("trusted")} patterns={trusted} none={say("none")} />
			</dl>
		</div>
	);
}

function Patterns({
	name,
	patterns,
	none,
}: {
	name: string;
	patterns: readonly string[] | null;
	none: string;
}) {
	return (
		<div>
			<dt className="text-sm text-muted">{name}</dt>
			<dd className="mt-1.5 flex flex-wrap gap-2">
				{patterns === null || patterns.length === 0
					? none
					: patterns.map((pattern) => (
							<span
								key={pattern}
								dir="ltr"
								className="rounded-full border border-line bg-raised px-3 py-1 font-mono text-sm [overflow-wrap:anywhere]"
							>
								{pattern}
							</span>
						))}
			</dd>
		</div>
	);
}
