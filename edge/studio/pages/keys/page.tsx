import type { PageProps } from "../../app/routing/route.ts";
import { PageHead } from "../../ui/page/page-head.tsx";
import { Tabs } from "../../ui/page/tabs.tsx";
import { AuditList } from "./audit-list.tsx";
import { IssuerList } from "./issuer-list.tsx";
import { KeyList } from "./key-list.tsx";
import { NodePolicy } from "./node-policy.tsx";
import { TokenForm } from "./token-form.tsx";
import { words } from "./words.ts";

export default function KeysPage({ title }: PageProps) {
	const say = words.use();
	return (
		<>
			<PageHead title={title} lead={say("lead")} />
			<Tabs
				label={say("sections")}
				tabs={[
					{ key: "keys", words: say("keys"), content: <KeyList /> },
					{ key: "tokens", words: say("tokens"), content: <TokenForm /> },
					{ key: "issuers", words: say("issuers"), content: <IssuerList /> },
					{ key: "policy", words: say("policy"), content: <NodePolicy /> },
					{ key: "changes", words: say("changes"), content: <AuditList /> },
				]}
			/>
		</>
	);
}
