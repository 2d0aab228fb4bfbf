import type { ReactNode } from "react";
import { Icon } from "../../ui/icon.tsx";
import { Link } from "./router.tsx";

/** Leads to where this page is one of many. */
export function BackLink({ to, children }: { to: string; children: ReactNode }) {
	return (
		<Link
			to={to}
			className="mb-4 inline-flex items-center gap-1 rounded text-sm font-medium text-muted hover:text-ink"
		>
			<Icon name="back" className="size-4" />
			{children}
		</Link>
	);
}
