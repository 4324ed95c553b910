"""Values, JSON and HubSpot-like replies for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from joey.domain.property import Value

_scalars = (
    st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals(places=None)
    | st.text(max_size=20)
    | st.dates()
    | st.datetimes(timezones=st.none() | st.timezones())
)

values: st.SearchStrategy[Value] = st.none() | _scalars | st.lists(_scalars, max_size=3).map(tuple)

json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)

_names = st.lists(st.sampled_from(["0", "1", "2", "77", "k0", "k1", "?"]), max_size=3)
_messages = st.sampled_from(
    [
        "Contact already exists. Existing ID: 123",
        'Property values were not valid: [{"name":"score","error":"INVALID_LONG","message":"x"}]',
        'Property values were not valid: [{"name":',
        "Could not get some CONTACT objects",
        "",
    ]
)

_errors = st.fixed_dictionaries(
    {},
    optional={
        "status": st.just("error") | json,
        "category": st.sampled_from(["CONFLICT", "OBJECT_NOT_FOUND", "VALIDATION_ERROR", "RATE_LIMITS"]) | json,
        "message": _messages | json,
        "context": st.fixed_dictionaries({}, optional={"objectWriteTraceId": _names | json, "ids": _names | json})
        | json,
        "errors": st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "code": st.sampled_from(["PROPERTY_DOESNT_EXIST", "INVALID_EMAIL"]) | json,
                    "context": st.fixed_dictionaries({}, optional={"propertyName": st.just(["score"]) | json}) | json,
                },
            ),
            max_size=2,
        )
        | json,
    },
)

_results = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from(["77", "78", "79"]) | json,
        "objectWriteTraceId": st.sampled_from(["0", "1", "2"]) | json,
        "properties": st.fixed_dictionaries({}, optional={"customer_id": st.sampled_from(["k0", "K1", "k2"])}) | json,
    },
)

replies = (
    json
    | _errors
    | st.fixed_dictionaries(
        {},
        optional={
            "status": st.just("COMPLETE"),
            "results": st.lists(_results | json, max_size=4) | json,
            "errors": st.lists(_errors | json, max_size=4) | json,
            "numErrors": st.integers() | json,
        },
    )
)
