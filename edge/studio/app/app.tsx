import { lazy, Suspense } from "react";
import { useAccountFeed } from "../live/account-feed.ts";
import { Toasts } from "../ui/feedback/toast.tsx";
import { Layout } from "./frame/layout.tsx";
import { PageOutlet } from "./frame/page-outlet.tsx";
import { useSession } from "./session/session.tsx";
import { Broken } from "./trouble/broken.tsx";
import { ErrorBoundary } from "./trouble/error-boundary.tsx";

const SignIn = lazy(() => import("./session/sign-in.tsx"));
function SignedIn({ isOperator }: { isOperator: boolean }) {
	return (
		<>
			{!isOperator && <Feed />}
			<Layout isOperator={isOperator}>
				<PageOutlet isOperator={isOperator} />
			</Layout>
		</>
	);
}

/** An operator has no jobs of their own to hear of. */
function Feed() {
	useAccountFeed();
	return null;
}

const Design = import.meta.env.DEV ? lazy(() => import("../design/page.tsx")) : null;

/** Who is not signed in sees how to; everybody else sees the page of the address. */
export function App() {
	const { state } = useSession();
	if (Design && window.location.pathname === "/studio/design") {
		return (
			<Suspense>
				<Design />
			</Suspense>
		);
	}
	if (state.as === "asking") return null;
	return (
		<ErrorBoundary fallback={() => <Broken />}>
			<Suspense>
				{state.as === "out" ? (
					<SignIn why={state.why} />
				) : (
					<SignedIn isOperator={state.session.kind === "operator"} />
				)}
				<Toasts />
			</Suspense>
		</ErrorBoundary>
	);
}
