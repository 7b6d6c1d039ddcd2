"""Calendars of bookings, read by the Python package `icalendar` as any calendar program would read them."""

import re
import unittest
from datetime import timedelta

import icalendar

from installation import Installation, fetch

STATUSES = {"CONFIRMED", "TENTATIVE", "CANCELLED"}


class Calendars(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()

    @classmethod
    def tearDownClass(cls):
        cls.installation.close()

    def made(self, role, kind, code=""):
        """Somebody makes an address of a kind; gives where it is."""
        person = self.installation.somebody(role)
        fields = {**person.form(person.get("/feeds")), "kind": kind, "instrument": code}
        page = person.send("/feeds", fields)
        found = re.search(r"http://[^<\"]*/feeds/calendar/[\w-]+\.ics", page)
        self.assertTrue(found, page)
        path = found.group(0).split("/feeds/calendar/")[1]
        return f"{self.installation.url}/feeds/calendar/{path}"

    def read(self, url):
        """The calendar at an address, its octets checked against RFC 5545 first."""
        status, tag, octets = fetch(url)
        self.assertEqual(status, 200)
        self.assertNotIn(b"\n", octets.replace(b"\r\n", b""))
        for line in octets.split(b"\r\n"):
            self.assertLessEqual(len(line), 75)
            # Folded between letters of Chinese, never within one.
            line.decode("utf-8")
        self.assertEqual(fetch(url, tag)[0], 304)
        calendar = icalendar.Calendar.from_ical(octets)
        self.assertEqual([], [error for part in calendar.walk() for error in part.errors])
        return calendar

    def check(self, calendar):
        events = calendar.walk("VEVENT")
        self.assertTrue(events, "the demonstration has bookings")
        identities = {str(event["UID"]) for event in events}
        self.assertEqual(len(identities), len(events))
        for event in events:
            self.assertGreater(event.decoded("DTEND"), event.decoded("DTSTART"))
            self.assertEqual(event.decoded("DTSTART").utcoffset(), timedelta(0))
            self.assertEqual(event.decoded("DTSTAMP"), event.decoded("LAST-MODIFIED"))
            self.assertGreaterEqual(int(event["SEQUENCE"]), 1)
            self.assertIn(str(event["STATUS"]), STATUSES)
            self.assertIn(str(event["TRANSP"]), {"OPAQUE", "TRANSPARENT"})
            self.assertRegex(str(event["SUMMARY"]), r"[\u4e00-\u9fff]")
            self.assertRegex(str(event["LOCATION"]), r"[\u4e00-\u9fff]")
            self.assertRegex(str(event["URL"]), r"/bookings/[A-Z]{3}\d\d-")
        self.assertTrue(str(calendar["NAME"]).startswith("驿站"))
        self.assertEqual(str(calendar["NAME"]), str(calendar["X-WR-CALNAME"]))
        return events

    def test_a_firm_reads_its_own_bookings(self):
        events = self.check(self.read(self.made("firm-owner", "person")))
        self.assertFalse(any("·" in str(event["SUMMARY"]) for event in events))

    def test_a_hub_reads_what_was_booked_through_it(self):
        url = self.made("hub-manager", "hub")
        calendar = self.read(url)
        events = self.check(calendar)
        self.assertIn("CONFIRMED", {str(event["STATUS"]) for event in events})
        self.assertTrue(all("·" in str(event["SUMMARY"]) for event in events))
        # The same events again, also after this client has written them itself.
        again = icalendar.Calendar.from_ical(calendar.to_ical())
        kept = [(str(event["UID"]), str(event["SUMMARY"])) for event in again.walk("VEVENT")]
        self.assertEqual(kept, [(str(event["UID"]), str(event["SUMMARY"])) for event in events])

    def test_an_owner_reads_an_instrument(self):
        owner = self.installation.somebody("provider-owner")
        codes = re.findall(r'href="/own-instruments/([A-Z]{3}-I\d+)"', owner.get("/own-instruments"))
        self.assertTrue(codes, "the demonstration's owner has instruments")
        for code in codes:
            page = owner.get(f"/feeds?instrument={code}")
            page = owner.send("/feeds", {**owner.form(page), "kind": "instrument", "instrument": code})
            found = re.search(r"/feeds/calendar/[\w-]+\.ics", page)
            calendar = self.read(self.installation.url + found.group(0))
            if calendar.walk("VEVENT"):
                self.check(calendar)
                return
        self.fail("none of the owner's instruments was booked")

    def test_an_address_that_nobody_made_is_none(self):
        self.assertEqual(fetch(f"{self.installation.url}/feeds/calendar/{'A' * 43}.ics")[0], 404)


if __name__ == "__main__":
    unittest.main()
