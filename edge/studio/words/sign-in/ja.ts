import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	title: "サインイン",
	lead: "写真が現像されるのを見届けましょう。",
	label: "APIキーまたはトークン",
	hint: "セッションと交換され、このページには保存されません。",
	submit: "サインイン",
	working: "サインインしています…",
	required: "キーまたはトークンを入力してください",
	refused: "このキーまたはトークンは無効です。全体をコピーしましたか？",
	refused_token: "このトークンは受け付けられません：{why}",
	forbidden: "このキーではジョブを読めません。スコープ {scope} が必要です。",
	unreachable: "サーバーに接続できません。少し待って再試行してください。",
	link_over: "このアドレスは使用済みか期限切れです。キーでサインインしてください。",
	ended: "セッションが終了しました。もう一度サインインしてください。",
});
