import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "すべての Webhook",
	test: "テスト送信",
	test_sent: "テストを送信しました",
	pause: "停止",
	resume: "再開",
	paused: "停止中。出来事は 3 日間保管されます。",
	rotate: "新しいシークレット",
	rotate_text: "前のものは 24 時間有効です。その間に切り替えられます。",
	delete: "削除",
	delete_text: "以後は送信されず、配信の記録も消えます。",
	keep: "そのままにする",
	deliveries: "配信",
	none_title: "まだ送信がありません",
	none_text: "テストを送るか、ジョブを始めてください。",
	delivered: "配信済み",
	pending: "待機中",
	failed: "断念",
	attempts: { other: "{n} 回試行" },
	next: "次回 {time}",
	replay: "再送",
	replayed: "再送しました",
	more: "さらに表示",
	status: "応答 {n}",
});
