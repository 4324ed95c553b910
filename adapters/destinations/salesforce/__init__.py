"""Salesforce: records of any object, with parents and memberships, through the REST API and Bulk API 2.0."""
