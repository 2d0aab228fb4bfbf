import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "सभी काम",
	stages: "चरण",
	stage_of: "चरण {n}, कुल {all}",
	overall: "कुल प्रगति",
	step: "{node} {step}/{steps}",
	node_of: "नोड {done}/{all}",
	picture: "{stage}, तस्वीर {n}",
	cancel: "रद्द करें",
	cancel_title: "यह काम रद्द करें?",
	cancel_text: "जो चल रहा है वह रुकेगा। बनी तस्वीरें रहेंगी।",
	cancel_yes: "काम रद्द करें",
	cancel_no: "रहने दें",
	cost: "अब तक की लागत",
	estimate: "अनुमान, अधिकतम",
	budget: "बजट",
	submitted: "भेजा गया",
	time: "समय",
	error_title: "क्या गड़बड़ हुई",
	parameters: "पैरामीटर",
	details: "विवरण",
	job_id: "काम आईडी",
	pool: "पूल",
	stage_is: "{stage}: {status}",
});
