import { Component, type ReactNode } from "react";

interface Props {
	/** Another one begins anew. */
	key?: string;
	fallback(): ReactNode;
	children: ReactNode;
}

/** What broke below it is replaced by `fallback`; the rest of the page goes on. */
export class ErrorBoundary extends Component<Props, { broken: boolean }> {
	override state = { broken: false };

	static getDerivedStateFromError(): { broken: boolean } {
		return { broken: true };
	}

	override render(): ReactNode {
		return this.state.broken ? this.props.fallback() : this.props.children;
	}
}
