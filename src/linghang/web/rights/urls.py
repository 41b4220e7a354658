"""The addresses of the pages on rights."""

from django.urls import path

from linghang.web.rights import own, review

urlpatterns = [
    path("rights/", own.own, name="rights-own"),
    path("rights/posts/", review.post_list, name="rights-posts"),
    path("rights/posts/<slug:code>/", review.post, name="rights-post"),
    path("rights/conflicts/", review.conflict_list, name="rights-conflicts"),
]
