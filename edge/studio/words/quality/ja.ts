import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	passed: "検査済み",
	doubtful: "要確認",
	refused: "検査に不合格",
	unseen: "未検査",
	broke: "検査エラー",
	figures: "{value}（基準 {limit}）",
	file_decodable: "読み取り",
	file_type: "ファイル形式",
	image_dimensions: "サイズ",
	image_aspect: "縦横比",
	image_blank: "空白",
	image_noise: "ノイズ",
	image_sharpness: "シャープさ",
	image_exposure: "露出",
	image_skin_texture: "肌の質感",
	duplicate_exact: "同じファイル",
	duplicate_near: "ほぼ同じ",
	duplicate_mirrored: "左右反転",
	set_style: "セットの作風",
	safety_sfw: "全年齢向け",
});
