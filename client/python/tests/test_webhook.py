from __future__ import annotations

import unittest

from darkroom import WebhookVerificationError, verify_webhook

# The example of the Standard Webhooks specification's own libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = '{"test": 2432232314}'
NOW = 1614265330
HEADERS = {
    "Webhook-Id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "Webhook-Timestamp": str(NOW),
    "Webhook-Signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}


class Webhooks(unittest.TestCase):
    def test_what_is_signed_is_taken_with_either_secret(self) -> None:
        for body in (BODY, BODY.encode()):
            for secret in (SECRET, ["whsec_YWJj", SECRET]):
                self.assertEqual(verify_webhook(body, HEADERS, secret, now_s=NOW), {"test": 2432232314})

    def test_a_clock_may_differ_by_the_tolerance(self) -> None:
        for now in (NOW - 300, NOW + 300):
            verify_webhook(BODY, HEADERS, SECRET, now_s=now)
        for now in (NOW - 301, NOW + 301):
            with self.assertRaisesRegex(WebhookVerificationError, "too old"):
                verify_webhook(BODY, HEADERS, SECRET, now_s=now)
        verify_webhook(BODY, HEADERS, SECRET, now_s=NOW + 301, tolerance_s=400)

    def test_what_is_not_signed_so_is_refused(self) -> None:
        wrong = [
            (BODY + " ", HEADERS, "no signature is good"),
            (BODY, {**HEADERS, "Webhook-Signature": "v1,AAAA v2,x nothing"}, "no signature is good"),
            (BODY, {**HEADERS, "Webhook-Signature": "v1,é"}, "no signature is good"),
            (BODY, {**HEADERS, "Webhook-Id": "msg_other"}, "no signature is good"),
            (BODY, {**HEADERS, "Webhook-Timestamp": "1e9"}, "are missing"),
            (BODY, {}, "are missing"),
        ]
        for body, headers, why in wrong:
            with self.assertRaisesRegex(WebhookVerificationError, why):
                verify_webhook(body, headers, SECRET, now_s=NOW)

    def test_a_secret_that_is_none_is_the_callers_mistake(self) -> None:
        with self.assertRaises(ValueError):
            verify_webhook(BODY, HEADERS, "whsec_?", now_s=NOW)


if __name__ == "__main__":
    unittest.main()
