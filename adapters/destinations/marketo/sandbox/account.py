"""What the subscription of the recordings has: lead fields, folders, partitions."""

from __future__ import annotations

from dataclasses import dataclass

from joey.adapters.sandbox import Json

USER = "api-user@example.com"
FIRST_LEAD, FIRST_LIST = 7149, 1159
LIST_FOLDER, PROGRAM = 12, 1034

FOLDERS: tuple[dict[str, Json], ...] = (
    {
        "name": "Group Lists",
        "description": None,
        "createdAt": "2020-08-14T20:43:13Z+0000",
        "updatedAt": "2020-08-14T20:43:13Z+0000",
        "url": None,
        "folderId": {"id": LIST_FOLDER, "type": "Folder"},
        "folderType": "List",
        "parent": {"id": 5, "type": "Folder"},
        "path": "/Lead Database/Default/Group Lists",
        "isArchive": False,
        "isSystem": True,
        "accessZoneId": 1,
        "workspace": "Default",
        "id": LIST_FOLDER,
    },
    {
        "name": "Webinar",
        "description": None,
        "createdAt": "2021-02-01T10:00:00Z+0000",
        "updatedAt": "2021-02-01T10:00:00Z+0000",
        "url": None,
        "folderId": {"id": PROGRAM, "type": "Program"},
        "folderType": "Marketing Program",
        "parent": {"id": 6, "type": "Folder"},
        "path": "/Marketing Activities/Default/Webinar",
        "isArchive": False,
        "isSystem": False,
        "accessZoneId": 1,
        "workspace": "Default",
        "id": PROGRAM,
    },
)

PARTITIONS: tuple[dict[str, Json], ...] = (
    {"id": 1, "name": "Default", "description": "Initial system lead partition"},
)


@dataclass(frozen=True, slots=True)
class LeadField:
    """A lead field. ``soap``: its name there, None where SOAP lacks it; ``late``: made after describe was recorded."""

    id: int
    label: str
    type: str
    length: int | None
    name: str
    read_only: bool = False
    soap: str | None = None
    late: bool = False

    def described(self) -> dict[str, Json]:
        """As describe.json shows it."""
        shown: dict[str, Json] = {"id": self.id, "displayName": self.label, "dataType": self.type}
        if self.length is not None:
            shown["length"] = self.length
        shown["rest"] = {"name": self.name, "readOnly": self.read_only}
        if self.soap is not None:
            shown["soap"] = {"name": self.soap, "readOnly": False}
        return shown

    def described2(self) -> dict[str, Json]:
        """As describe2.json shows it."""
        shown: dict[str, Json] = {"name": self.name, "displayName": self.label, "dataType": self.type}
        if self.length is not None:
            shown["length"] = self.length
        return {**shown, "updateable": not self.read_only, "crmManaged": False}


_TABLE = """
4|Company Name|string|255|company||
5|Site|string|255|site||
6|Billing Address|text||billingStreet||
7|Billing City|string|255|billingCity||
8|Billing State|string|255|billingState||
9|Billing Country|string|255|billingCountry||
10|Billing Postal Code|string|255|billingPostalCode||
11|Website|url|255|website||
12|Main Phone|string|255|mainPhone||
15|Annual Revenue|currency||annualRevenue||
16|Num Employees|integer||numberOfEmployees||
17|Industry|string|255|industry||
18|SIC Code|string|40|sicCode||SICCode
20|Company Notes|text||mktoCompanyNotes||
41|External Company Id|string|50|externalCompanyId||-
44|Id|integer||id||
45|Full Name|string|255|mktoName|r|-
46|Person Type|string|50|personType||
48|Is Partner|boolean||mktoIsPartner||-
49|Is Lead|boolean||isLead||
50|Is Customer|boolean||mktoIsCustomer||-
51|Is Anonymous|boolean||isAnonymous||-
52|Salutation|string|255|salutation||
53|First Name|string|255|firstName||
54|Middle Name|string|255|middleName||
55|Last Name|string|255|lastName||
56|Email Address|email|255|email||
57|Phone Number|phone|255|phone||
58|Mobile Phone Number|phone|255|mobilePhone||
59|Fax Number|phone|255|fax||
60|Job Title|string|255|title||
61|Contact Company|reference||contactCompany|r|Contact Company
62|Date of Birth|date||dateOfBirth||DateofBirth
63|Address|text||address||
64|City|string|255|city||
65|State|string|255|state||
66|Country|string|255|country||
67|Postal Code|string|255|postalCode||
68|Person Time Zone|string|255|personTimeZone|r|-
70|Original Source Type|string|255|originalSourceType|r|
71|Original Source Info|string|2000|originalSourceInfo|r|
72|Registration Source Type|string|255|registrationSourceType||
73|Registration Source Info|string|2000|registrationSourceInfo||
74|Original Search Engine|string|255|originalSearchEngine|r|
75|Original Search Phrase|string|255|originalSearchPhrase|r|
76|Original Referrer|url|255|originalReferrer|r|
77|Email Invalid|boolean||emailInvalid||
78|Email Invalid Cause|string|255|emailInvalidCause||
79|Unsubscribed|boolean||unsubscribed||
81|Unsubscribed Reason|string|2000|unsubscribedReason||
82|Do Not Call|boolean||doNotCall||
83|Do Not Call Cause|string|255|mktoDoNotCallCause||-
84|Do Not Call Reason|string|2000|doNotCallReason||
85|Marketing Suspended|boolean||marketingSuspended||-
86|Marketing Suspended Cause|string|255|marketingSuspendedCause||-
87|Black Listed|boolean||blackListed||-
88|Black Listed Cause|string|255|blackListedCause||-
89|Person Notes|text||mktoPersonNotes||
103|Anonymous IP|string|255|anonymousIP||
104|Inferred Company|string|255|inferredCompany|r|
105|Inferred Country|string|255|inferredCountry|r|
106|Inferred City|string|255|inferredCity|r|-
107|Inferred State Region|string|255|inferredStateRegion|r|-
108|Inferred Postal Code|string|255|inferredPostalCode|r|-
109|Inferred Metropolitan Area|string|255|inferredMetropolitanArea|r|-
110|Inferred Phone Area Code|string|255|inferredPhoneAreaCode|r|-
123|Email Suspended|boolean||emailSuspended||-
124|Email Suspended Cause|string|255|emailSuspendedCause||-
125|Email Suspended At|datetime||emailSuspendedAt||-
126|Department|string|255|department||
130|Created At|datetime||createdAt|r|-
131|Updated At|datetime||updatedAt|r|-
136|Cookies|string|255|cookies||-
137|External Sales Person Id|string|50|externalSalesPersonId||-
141|Lead Person|reference||leadPerson|r|Lead Person
143|Role|string|50|leadRole||
144|Lead Source|string|255|leadSource||
145|Lead Status|string|255|leadStatus||
146|Lead Score|integer||leadScore||
147|Urgency|float||urgency||-
148|Priority|integer||priority||-
149|Relative Score|integer||relativeScore||-
150|Relative Urgency|integer||relativeUrgency||-
160|Lead Rating|string|255|rating||
181|Primary Lead Interest|reference||personPrimaryLeadInterest|r|Person Primary Lead Interest
479|Lead Partition Id|reference||leadPartitionId||Lead Partition ID
485|Lead Revenue Cycle Model ID|reference||leadRevenueCycleModelId||Lead Revenue Cycle Model ID
487|Lead Revenue Stage ID|reference||leadRevenueStageId||Lead Revenue Stage ID
625|Acquisition Program|reference||acquisitionProgramId||Acquisition Program ID
627|Acquisition Date|datetime||mktoAcquisitionDate||-
795|textarea_field|text||textarea_field||textarea_field
796|boolean_field|boolean||boolean_field||boolean_field
797|email_field|email|255|email_field||email_field
798|integer_field|integer||integer_field||integer_field
799|float_field|float||float_field||float_field
800|datetime_field|datetime||datetime_field||datetime_field
801|score_field|integer||score_field||score_field
802|percent_field|percent||percent_field||percent_field
827|currency_field|currency||currency_field||currency_field
830|ECIDs|string|255|ecids|r|-
"""
"""id, label, type, length, REST name, r for read-only, SOAP name (blank: the REST name with a capital; -: none)."""


def _read(line: str) -> LeadField:
    number, label, type_, length, name, closed, soap = line.split("|")
    named = None if soap == "-" else soap or name[0].upper() + name[1:]
    return LeadField(int(number), label, type_, int(length) if length else None, name, closed == "r", named)


FIELDS: tuple[LeadField, ...] = (
    *(_read(line) for line in _TABLE.strip().splitlines()),
    LeadField(840, "date_field", "date", None, "date_field", soap="date_field", late=True),
)

SEARCHABLE = (
    *("email id cookies leadPartitionId sfdcAccountId sfdcContactId sfdcLeadId sfdcLeadOwnerId sfdcOpptyId".split()),
    *("facebookId linkedInId twitterId".split()),
)
"""Standard fields that leads can be looked up by [spec: leads]; custom ones of text, e-mail or whole numbers too."""

FIRST_CUSTOM = 700
SEARCHABLE_TYPES = frozenset({"string", "email", "integer"})
